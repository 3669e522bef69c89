// The same facts as tables: nodes, relations, and networks by cities.
const sorting = { nodes: [0, 1], edges: [0, 1] };
const MOST = 2000;

function grid(key, heads, rows, caption) {
  const [by, way] = sorting[key];
  const order = new Intl.Collator(state.lang, { numeric: true });
  const ordered = [...rows].sort((a, b) => way * order.compare(a.cells[by], b.cells[by]));
  const head = heads.map((text, i) => el("th", { scope: "col", "aria-sort": i === by ? (way > 0 ? "ascending" : "descending") : "none" },
    button(`${text}${i === by ? (way > 0 ? " ▲" : " ▼") : ""}`, () => { sorting[key] = [i, i === by ? -way : 1]; show(); $("sheet").querySelectorAll(`[data-table=${key}] th button`)[i].focus(); }, { "aria-label": text })));
  const body = ordered.slice(0, MOST).map((row) => el("tr", {}, ...row.cells.map((cell, i) => el("td", { dir: "auto" }, i ? cell : button(cell, row.click)))));
  const shown = rows.length > MOST ? w("ofMany", { n: MOST, all: rows.length }) : String(rows.length);
  return el("table", { "data-table": key }, el("caption", {}, `${caption} (${shown})`), el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...body));
}

const cited = (ids) => (ids.length ? ids.map((id) => (DATA.locators[id] ? clean(t(DATA.locators[id].cite)) : id)).join("; ") : w("noSource"));
const listed = () => DATA.nodes.filter((node) => node.status !== "group" && typeOn(node));
const statusOf = (edge) => (edge.status === "existing" ? w("status-existing") : w(`status-${edge.status}`));
const layersOf = (edge) => edge.layers.map(layerWords).join(", ");

function listedEdges() {
  const ids = new Set(listed().map((node) => node.id));
  return shownEdges().filter((edge) => ids.has(edge.from) && ids.has(edge.to));
}

const edgeHeads = () => ["from", "relation", "to", "details", "status", "layer", "sources"].map((key) => w(key));
const edgeCells = (edge) => [name(NODES.get(edge.from)), clean(t((RELATIONS.get(edge.relation) || {}).label)), name(NODES.get(edge.to)),
  clean(t(edge.sentence)), statusOf(edge), layersOf(edge), cited(edge.evidence)];
const nodeHeads = () => ["name", "kind", "layer", "sources"].map((key) => w(key));
const nodeCells = (node) => [name(node), clean(t((TYPES.get(node.type) || {}).label)), node.layer ? layerWords(node.layer) : "", cited(node.evidence)];

function tables() {
  const nodes = listed().map((node) => ({ click: () => choose(node.id), cells: nodeCells(node) }));
  const edges = listedEdges().map((edge) => ({ click: () => choose(edge.from), cells: edgeCells(edge) }));
  return [grid("nodes", nodeHeads(), nodes, w("listing")), grid("edges", edgeHeads(), edges, w("relations"))];
}

// Filled where something is stated, open where it is proposed or sought, a question mark where it is a candidate.
const MARKS = { existing: "●", added: "+", removed: "−", candidate: "?", leave: "✕" };

function matrix() {
  const on = (id) => NODES.has(id) && typeOn(NODES.get(id));
  const [rows, columns] = [DATA.views.matrix.rows.filter(on), DATA.views.matrix.columns.filter(on)];
  if (!rows.length || !columns.length) return [el("p", { class: "none" }, w("noMatrix"))];
  const between = new Map();
  for (const edge of listedEdges()) for (const key of [`${edge.from} ${edge.to}`, `${edge.to} ${edge.from}`]) between.set(key, [...(between.get(key) || []), edge]);
  const line = (a) => el("tr", {}, el("th", { scope: "row" }, named(NODES.get(a), () => choose(a))), ...columns.map((b) => {
    const found = between.get(`${a} ${b}`) || [];
    const text = found.map((edge) => clean(t(edge.sentence))).join("; ");
    const marks = [...new Set(found.map((edge) => MARKS[edge.status] || "○"))].join("");
        return el("td", {}, found.length ? button(`${marks}${found.length > 1 ? ` ${found.length}` : ""}`, () => change({ n: [a], edge: null, path: null, pair: [a, b] }), { title: text, "aria-label": text }) : "");
  }));
  const heads = columns.map((id) => el("th", { scope: "col" }, named(NODES.get(id), () => choose(id))));
  return [el("p", { class: "facts" }, `● ${w("status-existing")}   ○ ${w("proposed")}`), el("table", { class: "matrix" }, el("caption", {}, w("matrixName")),
    el("thead", {}, el("tr", {}, el("td", {}), ...heads)), el("tbody", {}, ...rows.map(line)))];
}
