// A plan written in one sitting: Escape closes a form in place, a board moves by letters; everything works without.
"use strict";
(() => {
  const slotId = (link) => {
    const query = new URL(link.href).searchParams;
    return query.has("goal") ? `add-initiative-${query.get("goal")}` : `add-${query.get("place")}`;
  };
  const close = (form) => {
    const slot = form.closest(".slot");
    if (!slot) return false;
    const opener = slot.id
      ? [...document.querySelectorAll("a[data-in], .add-step")].find((each) => (each.dataset.in ?? slotId(each)) === slot.id)
      : slot.parentElement.querySelector(".row-buttons .fact-done");
    slot.replaceChildren();
    opener?.focus();
    return true;
  };

  // Links that open the form they lead to in place: <a data-in="id"> in the element of that id, .add-step above itself;
  // .edit in the line or heading it stands in, what came of a step (.fact-done) below its line.
  const OPENS = "a[data-in], a.add-step, .step a.edit, header a.edit, .step a.fact-done";
  const placeOf = (link) => {
    if (link.matches(".edit")) return link.closest(".step, header");
    const step = link.closest(".step");
    const id = step ? "" : (link.dataset.in ?? slotId(link));
    const there = step ? step.querySelector(":scope > .slot") : document.getElementById(id);
    if (there) return there;
    const slot = document.createElement("div");
    slot.className = step ? "slot lint-more" : "slot";
    if (step) step.append(slot);
    else {
      slot.id = id;
      link.before(slot);
    }
    return slot;
  };
  const open = (link, target, path = link.getAttribute("href")) => htmx.ajax("GET", path, { source: link, target });

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(OPENS);
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(link, placeOf(link));
  });

  // What the linter says of a step unfolds below its line, fetched when it is asked for first.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.lint-more");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const unfold = link.ariaExpanded !== "true";
    if (!link.nextElementSibling?.matches(".lint-found")) {
      link.insertAdjacentHTML("afterend", '<div class="lint-more lint-found"></div>');
      open(link, link.nextElementSibling, `${link.pathname}?part=findings`);
    }
    link.ariaExpanded = String(unfold);
    link.nextElementSibling.hidden = !unfold;
  });

  // One dialog for all cards of the board: it asks about the card whose button opened it.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-dialog=drop]");
    const form = document.querySelector("#drop form");
    if (!button || !form) return;
    const heading = document.getElementById("drop-title");
    const title = button.closest("[data-card]").querySelector(".title").textContent;
    heading.textContent = heading.dataset.words.replace("…", title);
    form.action = button.dataset.action;
    form.elements.version.value = button.dataset.version;
    form.elements.reason.value = "";
  }, true);

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
