// The panel: what was chosen, as sentences, each with where it is said.
function linked(iri) {
  return isLink(iri) ? el("a", { href: iri, rel: "noreferrer noopener", target: "_blank" }, iri) : el("span", { dir: "auto" }, clean(iri || ""));
}

const layerWords = (id) => t((LAYERS.get(id) || {}).label) || id;

function passage(id) {
  const found = DATA.locators[id];
  if (!found) return el("li", {}, clean(id));
  const facts = [found.section && `${w("section")}: ${clean(t(found.section))}`, found.lines && `${w("lines")}: ${found.lines}`, `${w("layer")}: ${layerWords(found.layer)}`];
  return el("li", { class: `passage ${found.layer}`, "data-locator": id }, said(found.cite, "strong"), el("div", { class: "facts" }, facts.filter(Boolean).join(" · ")),
    found.quote ? el("blockquote", { dir: "auto", lang: DATA.meta.documentLanguage || null }, clean(found.quote)) : null, found.rationale ? said(found.rationale, "p") : null);
}

function proof(ids) {
  if (!ids.length) return el("p", { class: "none" }, w("noSource"));
  return el("details", { open: ids.length < 4 }, el("summary", {}, `${w("sources")} (${ids.length})`), el("ul", { class: "proof" }, ...ids.map(passage)));
}

const firmness = (edge) => (edge.status === "existing" ? "" : w(`status-${edge.status}`));

function oneEdge(edge) {
  const layers = edge.layers.map(layerWords).join(", ");
  const relation = t((RELATIONS.get(edge.relation) || {}).label);
  const reasons = edge.status === "candidate" ? t(edge.sentence).split("; ") : [];
  const sentence = reasons.length > 1 ? el("ul", { class: "reasons" }, ...reasons.map((one) => el("li", {}, clean(one)))) : said(edge.sentence, "p");
  const ends = reasons.length ? el("p", {}, `${name(NODES.get(edge.to))} – ${relation} – ${name(NODES.get(edge.from))}`) : null;
  return el("section", { class: `edge ${edge.layers.includes("document") ? "" : "read"}`, "data-edge": edge.id }, ends, sentence,
    el("div", { class: "facts" }, [relation, firmness(edge), layers].filter(Boolean).join(" · ")), proof(edge.evidence));
}

function oneNode(node) {
  const type = TYPES.get(node.type);
  const members = (node.members || []).filter((id) => NODES.has(id)).map((id) => el("li", {}, named(NODES.get(id), () => choose(id, { open: new Set([...state.open, node.id]) }))));
  const edges = shownEdges().filter((edge) => edge.from === node.id || edge.to === node.id);
  const kind = [type ? `${type.glyph} ${t(type.label)}` : "", node.number === null ? "" : `${w("number")} ${node.number}`, node.status === "proposed" ? w("status-proposed") : "",
    node.layer && node.layer !== "document" ? layerWords(node.layer) : ""].filter(Boolean).join(" · ");
  return [el("p", { class: "kind" }, kind), said(node.label, "h2"), alternatives(node),
    node.note ? said(node.note, "p") : null, node.iri ? el("p", { class: "iri" }, linked(node.iri)) : null,
    node.group && state.open.has(node.group) && NODES.has(node.group) ? button(`${w("fold")}: ${name(NODES.get(node.group))}`, () => fold(node.group)) : null,
    node.members ? button(w("open"), () => fold(node.id), { class: "main" }) : null,
    node.members ? el("ul", { class: "members" }, ...members) : proof(node.evidence), node.members ? null : focusTools(),
    edges.length ? el("h3", {}, `${w("relations")} (${edges.length})`) : null, ...edges.map(oneEdge)];
}

function alternatives(node) {
  const words = ((node.alt || {})[state.lang] || []).map(clean);
  return words.length ? el("p", { class: "facts" }, `${w("also")}: ${words.join(", ")}`) : null;
}

function fold(id) {
  const open = new Set(state.open);
  if (open.has(id)) open.delete(id); else open.add(id);
  change({ open, edge: null, n: state.n.filter((one) => one !== id && !(NODES.get(id).members || []).includes(one)) });
}

function picker(label, choices, value, chosen, more = {}) {
  const made = el("select", more, ...choices.map(([key, text]) => el("option", { value: key, selected: String(value) === String(key) }, text)));
  made.addEventListener("change", () => chosen(made.value));
  return el("label", {}, `${label} `, made);
}

function focusTools() {
  const steps = picker(w("degree"), [1, 2, 3].map((n) => [n, String(n)]), state.deg, (deg) => change({ deg: Number(deg) }), { id: "deg" });
  const ways = picker(w("direction"), ["both", "in", "out"].map((key) => [key, w(key)]), state.dir, (dir) => change({ dir }), { id: "dir" });
  const input = el("input", { list: "everything", id: "to", autocomplete: "off", type: "text" });
  input.addEventListener("change", () => {
    const to = choices().get(input.value.trim());
    if (to) change({ path: pathTo(to), edge: null });
    else if (input.value.trim()) say(w("notFound"));
  });
  return el("div", { class: "focus" }, steps, ways, el("label", {}, `${w("path")} `, input), button(w("clear"), () => choose(null)));
}

// What a way can lead to, by what is written in its field: the name, with its kind where two things bear one name.
function choices() {
  const found = new Map();
  const twice = new Set();
  const real = DATA.nodes.filter((node) => node.status !== "group");
  for (const node of real) if (found.has(name(node))) twice.add(name(node)); else found.set(name(node), node.id);
  for (const node of real) if (twice.has(name(node))) { found.delete(name(node)); found.set(`${name(node)} (${t((TYPES.get(node.type) || {}).label)}, ${node.id})`, node.id); }
  return found;
}

function onWay() {
  const { to, edges, found, ids } = state.path;
  const title = `${name(NODES.get(ids[0]))} → ${name(NODES.get(to))}`;
  if (!found) return [el("h2", {}, title), el("p", { class: "none" }, w("noPath"))];
  const sentence = edges.map((edge) => clean(t(edge.sentence))).join("; ");
  return [el("h2", {}, title), el("p", { class: "way" }, edges.length ? `${sentence}.` : w("samePlace")), ...edges.map(oneEdge)];
}

// Nothing is chosen: what the map says at once, and how to go on.
function atFirst() {
  const gaps = DATA.nodes.filter((node) => node.status === "missing" && typeOn(node));
  const goal = (gap) => DATA.edges.find((edge) => edge.to === gap.id || edge.from === gap.id);
  const rows = gaps.map((gap) => {
    const edge = goal(gap);
    const owner = edge && NODES.get(edge.from === gap.id ? edge.to : edge.from);
    return el("li", {}, owner ? named(owner, () => choose(owner.id), { class: "goal" }) : null, el("div", { class: "facts" }, clean(t(gap.label))));
  });
  return [DATA.story && DATA.story.steps.length ? button(`▶ ${w("begin")}`, () => turn(1), { class: "main" }) : null,
    ...(gaps.length ? [el("h2", {}, w("gaps")), el("ul", { class: "gaps" }, ...rows)] : []),
    el("h2", {}, w("howTo")), el("ul", { class: "hints" }, ...["hintClick", "hintSearch", "hintLegend", "hintKeys"].map((one) => el("li", {}, w(one))))];
}

function showPanel() {
  const node = NODES.get(state.n[0]);
  const line = drawnNow.find((one) => one.id === state.edge);
  const pair = state.pair && listedEdges().filter((edge) => state.pair.includes(edge.from) && state.pair.includes(edge.to));
  const parts = pair ? [el("h2", {}, state.pair.map((id) => name(NODES.get(id))).join(" – ")), ...pair.map(oneEdge), button(w("clear"), () => choose(null))] : state.path ? [...onWay(), button(w("clear"), () => choose(null))]
    : line ? [el("h2", {}, w("relations")), ...line.all.map(oneEdge), button(w("clear"), () => choose(null))]
      : state.n.length > 1 ? chosenTogether() : node ? oneNode(node) : atFirst();
  const lost = state.unknown.length ? el("p", { class: "none" }, w("unknown", { ids: state.unknown.join(", ") })) : null;
  const geo = DATA.views.geographic;
  const away = state.view === "geographic" && geo ? geo.unplaced.filter((id) => NODES.has(id) && typeOn(NODES.get(id))) : [];
  const unplaced = away.length ? [el("h3", {}, `${w("unplaced")} (${away.length})`), el("ul", { class: "members", id: "unplaced" }, ...away.map((id) => el("li", {}, named(NODES.get(id), () => choose(id)))))] : [];
  $("body").classList.toggle("idle", !state.path && !pair && !line && !state.n.length && !state.unknown.length && !away.length);
  $("details").replaceChildren(...[lost, ...parts, ...unplaced].filter(Boolean));
}

function chosenTogether() {
  return [el("h2", {}, w("chosen", { n: state.n.length })), el("ul", { class: "members" }, ...state.n.map((id) => el("li", {}, named(NODES.get(id), () => choose(id))))), button(w("clear"), () => choose(null))];
}
