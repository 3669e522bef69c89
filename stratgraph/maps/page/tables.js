// The same facts as tables: nodes, relations, and networks by cities.
const sorting = { nodes: [0, 1], edges: [0, 1] };
const MOST = 2000;

function grid(key, heads, rows, caption) {
  const [by, way] = sorting[key];
  const ordered = [...rows].sort((a, b) => way * String(a.cells[by]).localeCompare(String(b.cells[by]), state.lang, { numeric: true }));
  const head = heads.map((text, i) => el("th", { scope: "col", "aria-sort": i === by ? (way > 0 ? "ascending" : "descending") : "none" },
    button(text, () => { sorting[key] = [i, i === by ? -way : 1]; show(); })));
  const body = ordered.slice(0, MOST).map((row) => el("tr", {}, ...row.cells.map((cell, i) => el("td", { dir: "auto" }, i ? cell : button(cell, row.click)))));
  return el("table", {}, el("caption", {}, `${caption} (${Math.min(rows.length, MOST)}/${rows.length})`), el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...body));
}

const cited = (ids) => ids.length ? ids.map((id) => DATA.locators[id] ? t(DATA.locators[id].cite) : id).join("; ") : w("noSource");
const listed = () => DATA.nodes.filter((node) => node.status !== "group" && typeOn(node));

function listedEdges() {
  const ids = new Set(listed().map((node) => node.id));
  return DATA.edges.filter((edge) => relationOn(edge) && ids.has(edge.from) && ids.has(edge.to));
}

function tables() {
  const nodes = listed().map((node) => ({ click: () => choose(node.id), cells: [name(node), t((TYPES.get(node.type) || {}).label), cited(node.evidence)] }));
  const edges = listedEdges().map((edge) => ({ click: () => choose(edge.from),
    cells: [name(NODES.get(edge.from)), t((RELATIONS.get(edge.relation) || {}).label), name(NODES.get(edge.to)), t(edge.sentence), cited(edge.evidence)] }));
  return [grid("nodes", [w("name"), w("kind"), w("sources")], nodes, w("listing")),
    grid("edges", [w("from"), w("relation"), w("to"), w("details"), w("sources")], edges, w("relations"))];
}

function matrix() {
  const { rows, columns } = DATA.views.matrix;
  const cell = (a, b) => listedEdges().filter((edge) => (edge.from === a && edge.to === b) || (edge.from === b && edge.to === a));
  const line = (a) => el("tr", {}, el("th", { scope: "row" }, button(name(NODES.get(a)), () => choose(a))), ...columns.map((b) => {
    const found = cell(a, b);
    return el("td", { title: found.map((edge) => t(edge.sentence)).join("; ") }, found.length ? button(found.length > 1 ? `● ${found.length}` : "●", () => choose(a), { "aria-label": found.map((edge) => t(edge.sentence)).join("; ") }) : "");
  }));
  return [el("table", { class: "matrix" }, el("caption", {}, w("matrix")), el("thead", {}, el("tr", {}, el("td", {}),
    ...columns.map((id) => el("th", { scope: "col" }, name(NODES.get(id)))))), el("tbody", {}, ...rows.map(line)))];
}
