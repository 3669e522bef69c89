// Search, the legend that filters, the list.
function showSearch() {
  const input = el("input", { id: "search", type: "search", autocomplete: "off" });
  const found = el("ul", { id: "found" });
  input.addEventListener("input", () => {
    const hits = search(input.value);
    const rows = hits.slice(0, 40).map((node) => el("li", {}, named(node, () => reveal(node)), el("span", { class: "facts" }, ` ${t((TYPES.get(node.type) || {}).label)}`)));
    const more = hits.length > 40 ? [el("li", { class: "facts" }, w("more", { n: hits.length - 40 }))] : [];
    const none = input.value.trim() && !hits.length ? [el("li", {}, w("notFound"))] : [];
    found.replaceChildren(...rows, ...more, ...none);
    say(input.value.trim() ? w("results", { n: hits.length }) : "");
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { input.value = ""; found.replaceChildren(); }
    if (event.key === "Enter" && found.querySelector("button")) found.querySelector("button").click();
    if (event.key === "ArrowDown" && found.querySelector("button")) { event.preventDefault(); found.querySelector("button").focus(); }
  });
  $("searching").replaceChildren(el("label", { for: "search" }, w("search")), input, found,
    el("datalist", { id: "everything" }, ...[...choices().keys()].slice(0, 3000).map((text) => el("option", { value: text }))));
}

// Labels and other names in both languages; first what begins as asked.
function search(text) {
  const asked = plainForm(text.trim());
  if (!asked) return [];
  const rank = (node) => { const at = searched(node).map((one) => one.indexOf(asked)).filter((one) => one >= 0); return at.length ? Math.min(...at, 1) : null; };
  const hits = DATA.nodes.filter((node) => node.status !== "group").map((node) => [rank(node), node]).filter(([at]) => at !== null);
  const order = new Intl.Collator(state.lang);
  return hits.sort((a, b) => a[0] - b[0] || order.compare(name(a[1]), name(b[1]))).map(([, node]) => node);
}

function searched(node) {
  const alt = node.alt || {};
  return [node.label.en, node.label.sv, ...(alt.en || []), ...(alt.sv || [])].filter(Boolean).map(plainForm);
}

// Choose a thing so that it is seen: its box is opened, its kind shown.
function reveal(node) {
  const more = node.group && state.view === "layered" ? { open: new Set([...state.open, node.group]) } : {};
  choose(node.id, { ...more, types: typeOn(node) ? state.types : null });
}

function sign(item) {
  if (!item.glyph) return lineSign(item.color, item.dash === "dashed" ? "9 6" : item.dash === "dotted" ? "2 5" : "");
  const made = el("span", { class: "sign", "aria-hidden": "true" }, item.glyph);
  made.style.background = item.color;
  made.style.color = item.text || "#000000";
  return made;
}

function lineSign(colour, dashes) {
  const svg = (tag, given) => { const made = document.createElementNS("http://www.w3.org/2000/svg", tag); Object.entries(given).forEach(([key, value]) => made.setAttribute(key, value)); return made; };
  const drawn = svg("svg", { width: 34, height: 12, class: "line", "aria-hidden": "true" });
  drawn.append(svg("line", { x1: 1, y1: 6, x2: 33, y2: 6, stroke: paper().lines[colour] || colour, "stroke-width": 3, "stroke-dasharray": dashes }));
  return drawn;
}

function ticks(title, items, key, count) {
  const boxes = items.map((item) => {
    const input = el("input", { type: "checkbox", value: item.id, checked: !state[key] || state[key].includes(item.id) });
    input.addEventListener("change", () => {
      const now = new Set(state[key] || items.map((one) => one.id));
      if (input.checked) now.add(item.id); else now.delete(item.id);
      change({ [key]: now.size === items.length ? null : items.map((one) => one.id).filter((id) => now.has(id)), edge: null, path: null });
    });
    return el("label", { class: "tick" }, input, sign(item), el("span", { class: "words" }, clean(t(item.plural || item.label))), el("span", { class: "count" }, String(count(item.id))));
  });
  return el("details", { open: key === "types" && innerWidth > 760, "data-key": key }, el("summary", {}, title), ...boxes,
    el("div", { class: "turn" }, button(w("all"), () => change({ [key]: null })), button(w("noneOf"), () => change({ [key]: [], edge: null, path: null }))));
}

function candidatesTick() {
  const many = DATA.edges.filter((edge) => edge.status === "candidate").length;
  if (!many) return null;
  const input = el("input", { type: "checkbox", id: "candidates", checked: state.cand });
  input.addEventListener("change", () => change({ cand: input.checked, edge: null, path: null }));
  return el("label", { class: "tick" }, input, lineSign("#CC79A7", "2 5"), el("span", { class: "words" }, w("candidates")), el("span", { class: "count" }, String(many)));
}

// How the lines of this map are drawn: dashes, words, colour, sign.
function lineKinds() {
  const has = (status) => DATA.edges.some((edge) => edge.status === status);
  const changed = ["added", "removed"].filter(has).map((status) => [status === "removed" ? "9 6" : "", w(`status-${status}`), CHANGED[status], `${SIGNS[status]} `]);
  return [["", w("document"), "#555555", ""], ["9 6", w("proposed"), "#555555", ""], ["2 5", w("interpretation"), "#555555", ""], ...changed];
}

function showLegend() {
  const focused = document.activeElement && $("legend").contains(document.activeElement) ? [document.activeElement.closest("details")?.dataset.key, document.activeElement.value] : null;
  const closed = new Map([...$("legend").querySelectorAll("details")].map((one) => [one.dataset.key, one.open]));
  const tally = (items, key) => { const n = new Map(); items.forEach((one) => n.set(one[key], (n.get(one[key]) || 0) + 1)); return (id) => n.get(id) || 0; };
  const rows = lineKinds().map(([dashes, words, colour, mark]) => el("li", {}, lineSign(colour, dashes), ` ${mark}${words}`));
  const relations = DATA.relations.filter((one) => state.cand || one.id !== "candidate");
  $("legend").replaceChildren(...[ticks(w("types"), DATA.types, "types", tally(DATA.nodes.filter((n) => n.status !== "group"), "type")),
    ticks(w("relations"), relations, "rel", tally(DATA.edges, "relation")), candidatesTick(),
    el("h2", {}, w("how")), el("ul", { class: "lines" }, ...rows)].filter(Boolean));
  for (const one of $("legend").querySelectorAll("details")) if (closed.has(one.dataset.key)) one.open = closed.get(one.dataset.key);
  if (focused) [...$("legend").querySelectorAll("input")].find((one) => one.value === focused[1] && one.closest("details")?.dataset.key === focused[0])?.focus();
  showList();
}

// The list stands before the map for those who do not see it; arrows walk in it.
function showList() {
  const now = $("list").querySelector("details");
  const all = listed();
  const items = all.slice(0, 500).map((node) => el("li", {}, named(node, () => reveal(node))));
  const more = all.length > 500 ? [el("li", { class: "facts" }, w("more", { n: all.length - 500 }))] : [];
  $("list").replaceChildren(el("details", { open: Boolean(now && now.open) }, el("summary", {}, `${w("listing")} (${all.length})`), el("ul", {}, ...items, ...more)));
}

function walkButtons(event, box) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const buttons = [...box.querySelectorAll("button")];
  const next = buttons[buttons.indexOf(document.activeElement) + by];
  if (!by || !next) return;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
}
for (const id of ["list", "searching"]) $(id).addEventListener("keydown", (event) => { if (event.target.tagName === "BUTTON") walkButtons(event, $(id)); });
