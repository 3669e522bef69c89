// Search, the legend that filters, the list.
function showSearch() {
  const input = el("input", { id: "search", type: "search", autocomplete: "off" });
  const found = el("ul", { id: "found" });
  input.addEventListener("input", () => {
    const asked = plainForm(input.value.trim());
    const hits = asked ? DATA.nodes.filter((node) => node.status !== "group" && searched(node).includes(asked)) : [];
    found.replaceChildren(...hits.slice(0, 30).map((node) => el("li", {}, button(name(node), () => choose(node.id, node.group ? { open: new Set([...state.open, node.group]) } : {})))));
    say(asked ? w("results", { n: hits.length }) : "");
  });
  $("searching").replaceChildren(el("label", { for: "search" }, w("search")), input, found);
}

function searched(node) {
  const alt = node.alt || {};
  return plainForm([node.label.en, node.label.sv, ...(alt.en || []), ...(alt.sv || [])].filter(Boolean).join("\n"));
}

function ticks(title, items, key, count) {
  const boxes = items.map((item) => {
    const input = el("input", { type: "checkbox", checked: !state[key] || state[key].includes(item.id) });
    input.addEventListener("change", () => {
      const now = new Set(state[key] || items.map((one) => one.id));
      if (input.checked) now.add(item.id); else now.delete(item.id);
      change({ [key]: now.size === items.length ? null : items.map((one) => one.id).filter((id) => now.has(id)) });
    });
    const sign = el("span", { class: "sign", "aria-hidden": "true" }, item.glyph || (item.dash === "solid" ? "—" : item.dash === "dashed" ? "- -" : "···"));
    if (item.glyph) { sign.style.background = item.color; sign.style.color = item.text || "#000000"; }
    return el("label", { class: "tick" }, input, sign, ` ${t(item.plural || item.label)} (${count(item.id)})`);
  });
  return el("details", { open: key === "types", "data-key": key }, el("summary", {}, title), ...boxes, button(w("all"), () => change({ [key]: null })));
}

function showLegend() {
  const opened = new Set([...$("legend").querySelectorAll("details[open]")].map((one) => one.dataset.key));
  const tally = (items, key) => { const n = new Map(); items.forEach((one) => n.set(one[key], (n.get(one[key]) || 0) + 1)); return (id) => n.get(id) || 0; };
  const lines = [["━━", w("document")], ["┅┅", `${w("proposed")}, ${w("missing")}`], ["····", w("interpretation")]];
  $("legend").replaceChildren(ticks(w("types"), DATA.types, "types", tally(DATA.nodes.filter((n) => n.status !== "group"), "type")),
    ticks(w("relations"), DATA.relations, "rel", tally(DATA.edges, "relation")),
    el("h2", {}, w("how")), el("ul", { class: "lines" }, ...lines.map(([sign, text]) => el("li", {}, el("span", { "aria-hidden": "true" }, sign), ` ${text}`))));
  if (opened.has("rel")) $("legend").querySelector("[data-key=rel]").open = true;
  showList();
}

// The list stands before the map for those who do not see it; arrows walk in it.
function showList() {
  const opened = $("list").querySelector("details[open]") !== null || innerWidth <= 640;
  const items = listed().slice(0, 500).map((node) => el("li", {}, button(name(node), () => choose(node.id))));
  $("list").replaceChildren(el("details", { open: opened }, el("summary", {}, `${w("listing")} (${listed().length})`), el("ul", {}, ...items)));
}
$("list").addEventListener("keydown", (event) => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const buttons = [...$("list").querySelectorAll("button")];
  const next = buttons[buttons.indexOf(document.activeElement) + by];
  if (!by || !next) return;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
});
