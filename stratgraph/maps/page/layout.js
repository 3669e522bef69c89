// What is shown and where: folding, filters, columns stacked anew, rings.
const typeOn = (node) => !state.types || state.types.includes(node.type);
const relationOn = (edge) => !state.rel || state.rel.includes(edge.relation);

function shownAs(id) {
  const node = NODES.get(id);
  return node && node.group && !state.open.has(node.group) && NODES.has(node.group) ? node.group : id;
}

function isDrawn(node) {
  if (!typeOn(node)) return false;
  return node.status === "group" ? !state.open.has(node.id) : shownAs(node.id) === node.id;
}

// Lines between what is drawn; those of folded boxes are one, with a count.
function drawnEdges(shown) {
  const merged = new Map();
  for (const edge of DATA.edges.filter(relationOn)) {
    const from = state.view === "layered" ? shownAs(edge.from) : edge.from;
    const to = state.view === "layered" ? shownAs(edge.to) : edge.to;
    if (from === to || !shown.has(from) || !shown.has(to)) continue;
    const folded = from !== edge.from || to !== edge.to;
    const key = folded ? `${from} ${to} ${edge.relation} ${edge.status}` : edge.id;
    if (merged.has(key)) merged.get(key).all.push(edge);
    else merged.set(key, { id: folded ? `fold:${key}` : edge.id, from, to, edge, all: [edge] });
  }
  return [...merged.values()];
}

function stacked() {
  const given = DATA.views.layered.positions;
  const { width, height } = DATA.views.layered.box;
  if (!state.open.size) return new Map(Object.entries(given).filter(([id]) => NODES.has(id) && isDrawn(NODES.get(id))));
  const places = new Map();
  for (const column of DATA.columns) {
    const mine = DATA.nodes.filter((node) => node.column === column.index);
    const old = mine.filter((node) => given[node.id]).map((node) => given[node.id]);
    const rows = mine.filter((node) => state.types === null || typeOn(node)).filter(isDrawn)
      .sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1));
    if (!mine.some((node) => state.open.has(node.id))) {
      rows.forEach((node) => given[node.id] && places.set(node.id, given[node.id]));
      continue;
    }
    const xs = [...new Set(old.map(([x]) => x))].sort((a, b) => a - b);
    const top = Math.min(...old.map(([, y]) => y));
    const depth = Math.ceil(rows.length / xs.length);
    rows.forEach((node, index) => places.set(node.id, [xs[Math.floor(index / depth)], top + (index % depth) * (height + 10)]));
  }
  return width ? places : new Map();
}

function rings() {
  const centre = state.n[0] || DATA.meta.focal || (DATA.nodes[0] && DATA.nodes[0].id);
  if (!centre) return new Map();
  const steps = near([centre], state.deg, state.dir);
  const places = new Map([[centre, [960, 540]]]);
  let radius = 0;
  for (let ring = 1; ring <= state.deg; ring += 1) {
    const ids = [...steps].filter(([id, far]) => far === ring && typeOn(NODES.get(id))).map(([id]) => id)
      .sort((a, b) => (NODES.get(a).type + a < NODES.get(b).type + b ? -1 : 1));
    const least = radius + 260;
    radius = Math.max(least, (ids.length * 225) / (2 * Math.PI));
    ids.forEach((id, i) => {
      const turn = (2 * Math.PI * i) / ids.length - Math.PI / 2;
      places.set(id, [960 + Math.round(radius * Math.cos(turn)), 540 + Math.round(radius * 0.62 * Math.sin(turn))]);
    });
  }
  return places;
}

// How many steps each thing is from the chosen ones, by the relations that are shown.
function near(ids, degree, direction, edges = DATA.edges.filter(relationOn)) {
  const far = new Map(ids.map((id) => [id, 0]));
  for (let step = 1; step <= degree; step += 1) {
    for (const edge of edges) {
      const go = (a, b) => { if (far.get(a) === step - 1 && !far.has(b)) far.set(b, step); };
      if (direction !== "in") go(edge.from, edge.to);
      if (direction !== "out") go(edge.to, edge.from);
    }
  }
  return far;
}

function places() {
  if (state.view === "ego") return rings();
  if (state.view === "geographic") {
    const geo = DATA.views.geographic;
    return new Map(Object.entries(geo.positions).filter(([id]) => NODES.has(id) && typeOn(NODES.get(id))));
  }
  return stacked();
}
