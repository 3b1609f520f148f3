// The map: whoever is chosen opens beside the picture without loading the page; pointing at somebody shows their lines.
"use strict";
(() => {
  const open = async (href) => {
    const answer = await fetch(href, { headers: { "X-Requested-With": "map" } });
    if (!answer.ok) return location.assign(href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["panel"]) document.getElementById(id).replaceWith(page.getElementById(id));
    history.replaceState(null, "", href);
    const panel = document.getElementById("panel");
    htmx.process(panel);
    panel.focus({ preventScroll: true });
    if (panel.getBoundingClientRect().top > innerHeight - 80) panel.scrollIntoView({ block: "start" });
  };
  const choose = (link) => {
    document.querySelectorAll(".map-picture .node[aria-current]").forEach((each) => each.removeAttribute("aria-current"));
    link.setAttribute("aria-current", "true");
    open(link.getAttribute("href"));
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".map-picture .node, .map-cell a, .data-table th[scope=row] a[href*='person=']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !document.getElementById("panel")) return;
    event.preventDefault();
    choose(link);
  });
  const light = (event) => {
    const picture = document.querySelector(".map-picture");
    if (!picture) return;
    const node = event.target.closest?.(".map-picture .node");
    picture.classList.toggle("pointing", Boolean(node));
    for (const line of picture.querySelectorAll(".map-lines line")) {
      const mine = node && (node.dataset.post ? line.dataset.post === node.dataset.post : line.dataset.colleague === node.dataset.colleague);
      line.classList.toggle("lit", Boolean(mine));
    }
  };
  document.addEventListener("pointerover", light);
  document.addEventListener("focusin", light);
})();
