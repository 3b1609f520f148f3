// A plan written in one sitting: Escape closes a form in place, a board moves by letters; everything works without.
"use strict";
(() => {
  const close = (form) => {
    const slot = form.closest(".slot");
    if (!slot) return false;
    slot.replaceChildren();
    document.querySelector(`[hx-target="#${slot.id}"]`)?.focus();
    return true;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-cancel]");
    if (button && !button.hasAttribute("hx-get") && close(button.closest("form"))) event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const form = event.target.closest?.(".plan-form");
      if (!form) return;
      event.preventDefault();
      form.querySelector("[data-cancel]")?.click();
      return;
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches?.(".plan-form textarea")) {
      event.preventDefault();
      event.target.form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, select, textarea")) return;
    const card = event.target.closest?.("[data-card]");
    const button = card?.querySelector(`[data-move="${event.key.toLowerCase()}"]`);
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    button.click();
  }, true);

  // What the linter says of a form that was closed in the meantime is said to nobody.
  document.addEventListener("htmx:load", (event) => {
    for (const live of event.detail.elt.querySelectorAll(".verdict-live")) {
      live.addEventListener("htmx:beforeOnLoad", (answer) => {
        if (!live.isConnected) answer.preventDefault();
      });
    }
  });

  // What is typed while a line is being saved goes on in the next line.
  let sent = "";
  let ahead = "";
  const isTitle = (field) => field?.matches?.(".plan-form [name=title]");
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!event.detail.elt.matches(".plan-form")) return;
    sent = event.detail.elt.elements.title?.value ?? "";
    ahead = "";
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const field = document.activeElement;
    if (!isTitle(field) || event.detail.requestConfig?.elt !== field.form) return;
    ahead = field.value.startsWith(sent) ? field.value.slice(sent.length) : field.value;
  });
  document.addEventListener("htmx:afterSettle", () => {
    const field = document.activeElement;
    if (!ahead || !isTitle(field) || field.value) return;
    field.value = ahead;
    ahead = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // The cursor stands in the field that comes next, and no more of the page moves than must.
  document.addEventListener("htmx:afterSettle", (event) => {
    const next = event.detail.elt?.querySelector?.("[data-next]") ?? document.querySelector("[data-next]");
    if (!next) return;
    next.removeAttribute("data-next");
    next.focus();
  });
})();
