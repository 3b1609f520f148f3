// The frame of every page: theme choice, phone menu, dialogs, notices, lists that follow their filters, htmx wiring.
"use strict";
(() => {
  const on = (type, selector, act) =>
    document.addEventListener(type, (event) => {
      const found = event.target instanceof Element ? event.target.closest(selector) : null;
      if (found) act(found, event);
    });

  // Theme: shown at once, then kept by the server through the form's own address.
  on("submit", "form[data-theme-form]", (form, event) => {
    event.preventDefault();
    const chosen = event.submitter.value;
    document.dispatchEvent(new CustomEvent("theme:chosen", { detail: chosen }));
    for (const button of document.querySelectorAll("form[data-theme-form] button")) {
      button.setAttribute("aria-pressed", String(button.value === chosen));
    }
    fetch(form.action, { method: "POST", body: new FormData(form, event.submitter) });
  });

  // Phone menu.
  on("click", "[data-menu-toggle]", (button) => {
    const menu = document.getElementById(button.getAttribute("aria-controls"));
    const open = menu.classList.toggle("is-open");
    button.setAttribute("aria-expanded", String(open));
    if (open) menu.querySelector("a")?.focus();
  });

  // Dialogs: <button data-dialog="id"> opens <dialog id="id">; [data-close] or a click beside it closes.
  on("click", "[data-dialog]", (button, event) => {
    event.preventDefault();
    document.getElementById(button.dataset.dialog)?.showModal();
  });
  on("click", "dialog [data-close]", (button) => button.closest("dialog").close());
  document.addEventListener("click", (event) => {
    if (event.target instanceof HTMLDialogElement) event.target.close();
  });

  // Notices: dismissed by hand; good news leaves by itself unless someone is reading it.
  on("click", "[data-dismiss]", (button) => button.closest("[data-notice]").remove());
  const leaveLater = (notice) => {
    if (notice.dataset.leaving) return;
    notice.dataset.leaving = "yes";
    const leave = () => (notice.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : notice.remove());
    setTimeout(leave, 6000);
  };
  const settleNotices = () => document.querySelectorAll(".toasts [data-notice=passing]").forEach(leaveLater);

  // Lists: a changed choice applies itself; typing waits for a pause.
  const submit = (form) => form.requestSubmit();
  on("change", "form[data-autosubmit] select, form[data-autosubmit] input[type=checkbox]", (field) => submit(field.form));
  let typing;
  on("input", "form[data-autosubmit] input[type=search]", (field) => {
    clearTimeout(typing);
    typing = setTimeout(() => submit(field.form), 300);
  });

  // Copy a secret or an address.
  on("click", "[data-copy]", async (button) => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    button.dataset.copied = "yes";
    button.setAttribute("aria-label", button.dataset.copiedLabel);
  });

  // A form in flight is not sent twice.
  on("submit", "form:not([data-autosubmit]):not([data-theme-form])", (form, event) => {
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 4000);
  });

  // htmx: every request carries the token; a fault is said in words.
  const token = document.querySelector("meta[name=csrf-token]")?.content;
  document.addEventListener("htmx:configRequest", (event) => {
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
  });
  const fault = () => {
    const model = document.getElementById("fault-notice");
    const toasts = document.getElementById("toasts");
    if (model && toasts && !toasts.querySelector("[data-fault]")) toasts.append(model.content.cloneNode(true));
  };
  document.addEventListener("htmx:responseError", fault);
  document.addEventListener("htmx:sendError", fault);
  document.addEventListener("htmx:afterSettle", settleNotices);

  // A month close or another pass by keyboard: <button data-key="y">; never while somebody types.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, select, textarea, dialog[open], [contenteditable]")) return;
    const button = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === event.key.toLowerCase() && !each.disabled);
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  // A narrow row of tabs shows the one we are on.
  const tab = document.querySelector(".account-tabs [aria-current]");
  const row = tab?.closest(".account-tabs");
  if (row) row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;

  settleNotices();
})();
