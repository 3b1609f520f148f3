// Month close: → and ← choose the question that Y and N answer; the page works without.
"use strict";
(() => {
  const questions = () => [...document.querySelectorAll(".questions > li[data-question]")];
  const keys = { came: "y", not: "n" };

  const choose = (rows, next) => {
    for (const row of rows) {
      const current = row === next;
      row.classList.toggle("is-current", current);
      for (const button of row.querySelectorAll("button[name=came]")) {
        if (current) button.dataset.key = button.value === "y" ? keys.came : keys.not;
        else delete button.dataset.key;
      }
    }
    next.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("input, select, textarea, dialog[open]")) return;
    const rows = questions();
    const at = rows.findIndex((row) => row.classList.contains("is-current"));
    const next = rows[at + step];
    if (!next) return;
    event.preventDefault();
    choose(rows, next);
  });
})();
