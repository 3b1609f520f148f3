// Ctrl/Cmd-K: to any account, person or page. Results come from the server, so nobody finds what they may not see.
"use strict";
(() => {
  const dialog = document.getElementById("command");
  if (!dialog) return;
  const field = dialog.querySelector("input");
  const results = document.getElementById("command-results");
  let running;

  const options = () => [...results.querySelectorAll("[role=option]")];
  const chosen = () => results.querySelector("[aria-selected=true]");
  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  };
  const move = (by) => {
    const all = options();
    if (all.length) choose(all[(all.indexOf(chosen()) + by + all.length) % all.length]);
  };
  const ask = async () => {
    running?.abort();
    running = new AbortController();
    try {
      const address = `${dialog.dataset.address}?${new URLSearchParams({ q: field.value, part: "results" })}`;
      const answer = await fetch(address, { signal: running.signal, headers: { "HX-Request": "true" } });
      if (!answer.ok) throw new Error(String(answer.status));
      results.innerHTML = await answer.text();
      choose(options()[0]);
    } catch (error) {
      if (error.name !== "AbortError") results.textContent = dialog.dataset.fault;
    }
  };
  const open = () => {
    if (dialog.open) return;
    field.value = "";
    dialog.showModal();
    ask();
  };

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      open();
    }
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-command-open]");
    if (!opener || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open();
  });
  let pause;
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(ask, 120);
  });
  field.addEventListener("keydown", (event) => {
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) {
      event.preventDefault();
      move(moves[event.key]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      chosen()?.click();
    }
  });
  if (/Mac|iPhone|iPad/.test(navigator.platform)) {
    for (const hint of document.querySelectorAll("[data-modifier]")) hint.textContent = "⌘";
  }
})();
