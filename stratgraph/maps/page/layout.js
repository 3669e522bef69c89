// What is shown and where: folding, filters, columns stacked anew, frames round one thing.
const typeOn = (node) => !state.types || state.types.includes(node.type);
const relationOn = (edge) => (!state.rel || state.rel.includes(edge.relation)) && (state.cand || edge.status !== "candidate");
const shownEdges = () => DATA.edges.filter(relationOn);

function shownAs(id) {
  const node = NODES.get(id);
  return state.view === "layered" && node && node.group && !state.open.has(node.group) && NODES.has(node.group) ? node.group : id;
}

function isDrawn(node) {
  if (!typeOn(node)) return false;
  return node.status === "group" ? !state.open.has(node.id) : shownAs(node.id) === node.id;
}

// Lines between what is drawn; those of folded boxes are one, with a count.
function drawnEdges(shown) {
  const merged = new Map();
  for (const edge of shownEdges()) {
    const [from, to] = [shownAs(edge.from), shownAs(edge.to)];
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
  if (!state.open.size) return new Map(Object.entries(given).filter(([id]) => NODES.has(id) && isDrawn(NODES.get(id))));
  const places = new Map();
  for (const column of DATA.columns) {
    const mine = DATA.nodes.filter((node) => node.column === column.index);
    const old = mine.filter((node) => given[node.id]).map((node) => given[node.id]);
    const rows = mine.filter(isDrawn).sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1));
    if (mine.some((node) => state.open.has(node.id))) restack(places, rows, old);
    else rows.forEach((node) => given[node.id] && places.set(node.id, given[node.id]));
  }
  return places;
}

// A column with an opened box grows downwards; it begins where it began.
function restack(places, rows, old) {
  const xs = [...new Set(old.map(([x]) => x))].sort((a, b) => a - b);
  const depth = Math.max(1, Math.ceil(rows.length / xs.length));
  const pitch = Math.max(DATA.views.layered.box.height + 9, Math.min(112, 830 / depth));
  const top = Math.max(165, 540 - ((depth - 1) * pitch) / 2);
  rows.forEach((node, index) => places.set(node.id, [xs[Math.floor(index / depth)], top + (index % depth) * pitch]));
}

// Round one thing, a frame of boxes for each step away from it: no box lies on another, and the same each time.
function frames() {
  const centre = state.n[0] || (NODES.has(DATA.meta.focal) ? DATA.meta.focal : (DATA.nodes.find((node) => node.status !== "group") || {}).id);
  const places = new Map();
  if (!centre) return places;
  places.set(centre, [0, 0]);
  const steps = near(state.n.length ? state.n : [centre], state.deg, state.dir);
  let [wide, high] = [0, 0];
  for (let step = state.n.length > 1 ? 0 : 1; step <= state.deg; step += 1) {
    const order = (id) => `${String((TYPES.get(NODES.get(id).type) || {}).order ?? 99).padStart(3, "0")} ${NODES.get(id).type} ${name(NODES.get(id))} ${id}`;
    const ids = [...steps].filter(([id, far]) => far === step && !places.has(id) && typeOn(NODES.get(id))).map(([id]) => id)
      .sort((a, b) => (order(a) < order(b) ? -1 : 1));
    if (!ids.length) continue;
    [wide, high] = [wide + 1, high + 2];
    while (cells(wide, high).length < ids.length) if (wide * 245 < high * 118) wide += 1; else high += 1;
    const frame = cells(wide, high);
    ids.forEach((id, i) => places.set(id, frame[Math.floor((i * frame.length) / ids.length)]));
  }
  return places;
}

// The places of a frame, clockwise from the middle of its top.
function cells(wide, high) {
  const found = [];
  for (let x = -wide; x <= wide; x += 1) found.push([x, -high], [x, high]);
  for (let y = 1 - high; y < high; y += 1) found.push([-wide, y], [wide, y]);
  const turn = ([x, y]) => (Math.atan2(x / wide, -y / high) + 2 * Math.PI) % (2 * Math.PI);
  return found.sort((a, b) => turn(a) - turn(b)).map(([x, y]) => [x * 245, y * 84]);
}

// How many steps each thing is from the chosen ones, by the relations that are shown.
function near(ids, degree, direction) {
  const edges = shownEdges();
  const far = new Map(ids.map((id) => [id, 0]));
  for (let step = 1; step <= degree; step += 1) {
    for (const edge of edges) {
      const go = (a, b) => { if (far.get(a) === step - 1 && !far.has(b) && typeOn(NODES.get(b))) far.set(b, step); };
      if (direction !== "in") go(edge.from, edge.to);
      if (direction !== "out") go(edge.to, edge.from);
    }
  }
  return far;
}

// A shortest way by the relations that are shown, in either direction; null where there is none.
function pathTo(to) {
  const came = new Map(state.n.map((id) => [id, null]));
  const beside = new Map(DATA.nodes.map((node) => [node.id, []]));
  for (const edge of shownEdges()) { beside.get(edge.from).push([edge.to, edge]); beside.get(edge.to).push([edge.from, edge]); }
  for (const id of came.keys()) {
    for (const [next, edge] of beside.get(id)) if (!came.has(next) && typeOn(NODES.get(next))) came.set(next, { edge, from: id });
  }
  const edges = [];
  const ids = [to];
  for (let at = to; came.get(at); at = came.get(at).from) { edges.unshift(came.get(at).edge); ids.unshift(came.get(at).from); }
  return { to, ids, edges, found: came.has(to) };
}

function places() {
  if (state.view === "ego") return frames();
  if (state.view !== "geographic") return stacked();
  return new Map(Object.entries(DATA.views.geographic.positions).filter(([id]) => NODES.has(id) && typeOn(NODES.get(id))));
}
