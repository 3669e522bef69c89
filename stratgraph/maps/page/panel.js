// The panel: what was chosen, as sentences, each with where it is said.
function linked(iri) {
  return isLink(iri) ? el("a", { href: iri, rel: "noreferrer noopener", target: "_blank" }, iri) : el("span", { dir: "auto" }, iri || "");
}

function passage(id) {
  const found = DATA.locators[id];
  if (!found) return el("li", {}, id);
  const facts = [found.section && `${w("section")}: ${t(found.section)}`, found.lines && `${w("lines")}: ${found.lines}`,
    `${w("layer")}: ${t((LAYERS.get(found.layer) || {}).label) || found.layer}`];
  return el("li", { class: `passage ${found.layer}` }, said(found.cite, "strong"), el("div", { class: "facts" }, facts.filter(Boolean).join(" · ")),
    found.quote ? el("blockquote", { dir: "auto" }, found.quote) : null, found.rationale ? said(found.rationale, "p") : null);
}

function proof(ids) {
  if (!ids.length) return el("p", { class: "none" }, w("noSource"));
  return el("details", { open: ids.length < 4 }, el("summary", {}, `${w("sources")} (${ids.length})`), el("ul", { class: "proof" }, ...ids.map(passage)));
}

function oneEdge(edge) {
  return el("section", { class: "edge", "data-edge": edge.id }, said(edge.sentence, "p"), proof(edge.evidence));
}

function oneNode(node) {
  const type = TYPES.get(node.type);
  const members = (node.members || []).map((id) => el("li", {}, button(name(NODES.get(id)), () => choose(id, { open: new Set([...state.open, node.id]) }))));
  const edges = DATA.edges.filter((edge) => edge.from === node.id || edge.to === node.id);
  return [el("p", { class: "kind" }, type ? `${type.glyph} ${t(type.label)}` : ""), said(node.label, "h2"),
    node.note ? said(node.note, "p") : null, node.iri ? el("p", { class: "iri" }, linked(node.iri)) : null,
    node.group && state.open.has(node.group) ? button(`${w("close")}: ${name(NODES.get(node.group))}`, () => fold(node.group)) : null,
    node.members ? el("ul", {}, ...members) : proof(node.evidence), focusTools(),
    edges.length ? el("h3", {}, `${w("relations")} (${edges.length})`) : null, ...edges.map(oneEdge)];
}

function fold(id) {
  const open = new Set(state.open);
  if (open.has(id)) open.delete(id); else open.add(id);
  change({ open, n: state.n.filter((one) => !NODES.get(id).members.includes(one)) });
}

function button(text, click, more = {}) {
  return el("button", { type: "button", click, ...more }, text);
}

function picker(label, choices, value, chosen) {
  const made = el("select", {}, ...choices.map(([key, text]) => el("option", { value: key, selected: String(value) === String(key) }, text)));
  made.addEventListener("change", () => chosen(made.value));
  return el("label", {}, `${label} `, made);
}

function focusTools() {
  const others = DATA.nodes.filter((node) => node.status !== "group" && node.id !== state.n[0]).sort((a, b) => name(a).localeCompare(name(b), state.lang));
  return el("div", { class: "focus" }, picker(w("degree"), [[1, "1"], [2, "2"], [3, "3"]], state.deg, (deg) => change({ deg: Number(deg) })),
    picker(w("direction"), ["both", "in", "out"].map((key) => [key, w(key)]), state.dir, (dir) => change({ dir })),
    picker(w("path"), [["", "–"], ...others.slice(0, 1000).map((node) => [node.id, name(node).slice(0, 60)])], state.path ? state.path.to : "", findPath),
    button(w("clear"), () => choose(null)));
}

function findPath(to) {
  const [from] = state.n;
  const came = new Map([[from, null]]);
  const queue = [from];
  for (let id = queue.shift(); id !== undefined && id !== to; id = queue.shift()) {
    for (const edge of DATA.edges.filter(relationOn)) {
      const next = edge.from === id ? edge.to : edge.to === id ? edge.from : null;
      if (next && !came.has(next)) { came.set(next, edge); queue.push(next); }
    }
  }
  const edges = [];
  const ids = [to];
  for (let at = to; came.get(at); ids.push(at)) {
    edges.unshift(came.get(at));
    at = came.get(at).from === at ? came.get(at).to : came.get(at).from;
  }
  change({ path: to ? { to, edges, ids } : null });
}

function showPanel() {
  const panel = $("details");
  const node = NODES.get(state.n[0]);
  const fold = drawnNow.find((one) => one.id === state.edge);
  const edges = state.path ? state.path.edges : fold ? fold.all : [];
  const nothing = state.path && !edges.length ? el("p", {}, w("noPath")) : null;
  const parts = state.path || fold ? [el("h2", {}, state.path ? `${name(node)} → ${name(NODES.get(state.path.to))}` : w("relations")), nothing, ...edges.map(oneEdge),
    button(w("clear"), () => choose(null))] : node ? oneNode(node) : [el("h2", {}, w("details")), el("p", {}, w("choose"))];
  const lost = state.unknown.length ? el("p", { class: "none" }, w("unknown", { ids: state.unknown.join(", ") })) : null;
  const geo = DATA.views.geographic;
  const unplaced = state.view === "geographic" && geo ? [el("h3", {}, w("unplaced")), el("ul", {}, ...geo.unplaced.filter((id) => NODES.has(id)).map((id) => el("li", {}, button(name(NODES.get(id)), () => choose(id)))))] : [];
  panel.replaceChildren(...[lost, ...parts, ...unplaced].filter(Boolean));
}
