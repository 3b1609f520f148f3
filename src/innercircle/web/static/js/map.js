// The map: whoever is chosen opens beside the picture without loading the page; lines light up, and are reached by keys.
"use strict";
(() => {
  const picture = () => document.querySelector(".map-picture");
  const cards = (side) => [...document.querySelectorAll(`.map-picture ${side} a`)];
  const lines = () => [...document.querySelectorAll(".map-picture .map-lines line")];
  const cardOf = (line, side) =>
    side === "theirs" ? document.querySelector(`.map-theirs [data-post="${line.dataset.post}"]`) : document.querySelector(`.map-ours [data-colleague="${line.dataset.colleague}"]`);
  const mine = (line, card) => (card.dataset.post ? line.dataset.post === card.dataset.post : line.dataset.colleague === card.dataset.colleague);
  let from = null; // the card or line to go back to

  // One stop for the Tab key; from there on by arrow keys. Without script every card is a link of its own.
  const rove = (chosen) => {
    const all = [...document.querySelectorAll(".map-picture a")];
    const stop = chosen ?? document.querySelector(".map-picture a[aria-current]") ?? cards(".map-theirs")[0] ?? all[0];
    for (const each of all) each.setAttribute("tabindex", each === stop ? "0" : "-1");
  };

  // Only the last request counts: an answer that comes late changes nothing. What is no map (a log-in page, a network
  // that fails) is left to the browser, as the link alone would.
  const PARTS = ["panel", "add-person"];
  const PICTURE = ["map-bar", "map-card", "map-folds"];
  const here = () => location.pathname + location.search;
  let waiting = null; // the request that is under way
  let seen = here(); // what the page shows
  const show = async (href, ids = PARTS, keep = (address) => history.replaceState(null, "", address)) => {
    waiting?.abort();
    const mine = (waiting = new AbortController());
    document.getElementById("panel").setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(href, { headers: { "X-Requested-With": "map" }, signal: mine.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine !== waiting) return null;
      waiting = null;
      if (!answer.ok || !page.getElementById("panel")) throw new Error(answer.status);
      for (const id of ids) {
        const fresh = page.getElementById(id);
        if (fresh) document.getElementById(id)?.replaceWith(fresh);
      }
    } catch {
      if (!mine.signal.aborted) location.assign(href);
      return null;
    }
    const panel = document.getElementById("panel");
    panel.removeAttribute("aria-busy");
    if (new URL(href, location.href).href !== location.href) keep(href);
    seen = here();
    htmx.process(panel);
    return panel;
  };
  const push = (href) => history.pushState(null, "", href);
  // What somebody typed beside the picture and did not save is not thrown away unasked.
  const begun = (select) => Math.max(0, [...select.options].findIndex((each) => each.defaultSelected));
  const changed = (field) =>
    field.matches("select") ? field.selectedIndex !== begun(field) : field.checked !== field.defaultChecked || (field.type !== "checkbox" && field.value !== field.defaultValue);
  const mayLeave = () => {
    const panel = document.getElementById("panel");
    return ![...panel.querySelectorAll("form :is(input:not([type=hidden]), select, textarea)")].some(changed) || confirm(panel.dataset.unsaved);
  };
  const open = async (href) => {
    const panel = await show(href, PARTS, push);
    if (!panel) return;
    panel.focus({ preventScroll: true });
    const place = panel.getBoundingClientRect();
    if (place.top > innerHeight - 80 || place.bottom < 80) panel.scrollIntoView({ block: "start" });
  };
  // A department folds where it stands: the page does not jump, and the keyboard stays on it.
  const fold = async (heading) => {
    const name = heading.getAttribute("aria-label");
    const panel = await show(heading.getAttribute("href"), PICTURE);
    if (!panel) return;
    for (const form of panel.querySelectorAll("form[action]")) form.action = form.getAttribute("action").split("?")[0] + location.search;
    const again = [...document.querySelectorAll(".map-picture .heading")].find((each) => each.getAttribute("aria-label") === name);
    rove(again);
    again?.focus({ preventScroll: true });
  };
  const mark = (card) => {
    document.querySelectorAll(".map-picture .node[aria-current]").forEach((each) => each.removeAttribute("aria-current"));
    card?.setAttribute("aria-current", "true");
  };
  const whom = (href) => ["person", "colleague"].map((name) => new URL(href, location.href).searchParams.get(name)).join();
  const choose = (link) => {
    if (!mayLeave()) return;
    const href = link.getAttribute("href");
    const node = link.matches(".node") ? link : [...document.querySelectorAll(".map-picture .node")].find((each) => whom(each.getAttribute("href")) === whom(href));
    from = node ?? link;
    mark(node);
    rove(node);
    open(href);
  };
  const close = async (href) => {
    if (!mayLeave()) return;
    mark(null);
    if (!(await show(href.replace("#panel", ""), PARTS, push))) return;
    const back = from?.isConnected ? from : cards(".map-theirs")[0];
    back?.focus({ preventScroll: false });
  };
  // Back and forward show what the page showed; htmx brings back the searches it made itself.
  window.addEventListener("popstate", (event) => {
    if (event.state?.htmx || here() === seen || !document.getElementById("panel")) return;
    show(location.href, [...PARTS, ...PICTURE]).then((panel) => panel && begin());
  });
  for (const name of ["htmx:pushedIntoHistory", "htmx:historyRestore"]) document.addEventListener(name, () => (seen = here()));

  // A line is told in the words of its two ends and its strength, and opens whom it leads to.
  const nameOf = (card) => card?.getAttribute("aria-label").split(",")[0] ?? "";
  const wordsOf = (line) => {
    const level = /\bs([0-5])\b/.exec(line.getAttribute("class"))?.[1];
    return `${nameOf(cardOf(line, "ours"))} – ${nameOf(cardOf(line, "theirs"))}: ${picture().dataset.strengths?.split("|")[level] ?? level}`;
  };
  const goTo = (line) => {
    line.setAttribute("tabindex", "-1");
    line.setAttribute("role", "link");
    line.setAttribute("aria-label", wordsOf(line));
    line.focus({ preventScroll: true });
  };
  const openLine = (line) => {
    const card = cardOf(line, "theirs");
    if (!card) return;
    const address = new URL(card.getAttribute("href"), location.href);
    address.searchParams.set("line", line.dataset.colleague);
    if (!mayLeave()) return;
    from = line;
    mark(card);
    open(address.pathname + address.search + address.hash);
  };

  // Pointing and touching: the nearest line within ten pixels.
  const near = (event) => {
    const area = event.target.closest?.(".map-picture")?.querySelector(".map-lines");
    const place = area?.getBoundingClientRect();
    if (!area || area.closest(".compared") || event.clientX < place.left || event.clientX > place.right) return null;
    const part = (event.clientX - place.left) / place.width;
    const y = event.clientY - place.top;
    let [best, least] = [null, 10];
    for (const line of lines()) {
      const [start, end] = [Number(line.getAttribute("y1")), Number(line.getAttribute("y2"))];
      const away = Math.abs(start + (end - start) * part - y) * Math.cos(Math.atan2(end - start, place.width));
      if (away <= least) [best, least] = [line, away];
    }
    return best;
  };

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !document.getElementById("panel")) return;
    const link = event.target.closest?.(".map-picture .node, .map-cell a, .map-card .data-table th[scope=row] a, .map-column a, #panel a[href*='#panel']");
    const closing = event.target.closest?.("[data-close-panel]");
    const heading = event.target.closest?.(".map-picture .heading");
    const line = link || closing || heading ? null : near(event);
    if (!link && !closing && !line && !heading) return;
    event.preventDefault();
    if (heading) fold(heading);
    else if (closing) close(closing.getAttribute("href"));
    else if (line) openLine(line);
    else choose(link);
  });

  const light = (event) => {
    const drawn = event.target.closest?.(".map-picture") ?? picture();
    if (!drawn) return;
    const at = event.target.closest?.(".map-picture .node, .map-lines line");
    const line = at ? null : event.type === "pointermove" ? near(event) : null;
    drawn.querySelector(".map-lines").classList.toggle("near", Boolean(line));
    drawn.classList.toggle("pointing", Boolean(at ?? line));
    for (const each of drawn.querySelectorAll(".map-lines line")) {
      const lit = line ? each === line : at?.matches("line") ? each === at : at && mine(each, at);
      each.classList.toggle("lit", Boolean(lit));
      each.classList.toggle("at", Boolean(lit) && each === document.activeElement);
    }
  };
  document.addEventListener("pointerover", light);
  document.addEventListener("pointermove", (event) => event.target.closest?.(".map-picture") && light(event));
  document.addEventListener("focusin", light);

  const step = (all, now, by) => all[Math.min(all.length - 1, Math.max(0, all.indexOf(now) + by))];
  const byHeight = (all, end) => all.sort((one, other) => Number(one.getAttribute(end)) - Number(other.getAttribute(end)));
  const strongest = (card) => lines().filter((each) => mine(each, card)).at(-1);
  const moves = {
    ArrowDown: (at, side, all) => step(all, at, 1),
    ArrowUp: (at, side, all) => step(all, at, -1),
    Home: (at, side, all) => all[0],
    End: (at, side, all) => all.at(-1),
    ArrowLeft: (at, side) => (side === "theirs" ? strongest(at) : side === "line" ? cardOf(at, "ours") : null),
    ArrowRight: (at, side) => (side === "ours" ? strongest(at) : side === "line" ? cardOf(at, "theirs") : null),
  };
  const alongside = (line) =>
    byHeight(lines().filter((each) => each === line || (from?.matches?.(".node") && mine(each, from))), from?.dataset?.post ? "y1" : "y2");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest?.("#panel") && !event.target.closest("dialog[open]")) {
      const link = document.querySelector("[data-close-panel]");
      if (link) close(link.getAttribute("href"));
      return;
    }
    const at = event.target.closest?.(".map-picture a, .map-lines line");
    if (!at || at.closest(".compared")) return;
    const side = at.matches("line") ? "line" : at.closest(".map-ours") ? "ours" : "theirs";
    if (event.key === "Escape" && side === "line") return from?.focus();
    if (event.key === "Enter" && side === "line") return openLine(at);
    if (event.key === " " && at.matches(".heading")) {
      event.preventDefault();
      return fold(at);
    }
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const next = move(at, side, side === "line" ? alongside(at) : cards(`.map-${side}`));
    if (!next || next === at) return;
    if (next.matches("line")) {
      if (side !== "line") from = at;
      return goTo(next);
    }
    rove(next);
    next.focus();
  });

  const begin = () => {
    if (picture()) rove();
    const faulty = document.querySelector("dialog#add-person:has(.field-error, [role=alert])");
    if (faulty && !faulty.open) faulty.showModal();
  };
  document.addEventListener("htmx:afterSettle", begin);
  begin();
})();
