// Runs before the first paint, so a page never flashes in the other theme. The choice stands in a cookie; "auto" follows the system.
"use strict";
(() => {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    const chosen = root.dataset.theme || "auto";
    root.dataset.bsTheme = chosen === "auto" ? (dark.matches ? "dark" : "light") : chosen;
  };
  dark.addEventListener("change", show);
  document.addEventListener("theme:chosen", (event) => {
    root.dataset.theme = event.detail;
    show();
  });
  show();
})();
