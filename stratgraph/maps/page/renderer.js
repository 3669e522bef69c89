// The seam to vis-network: draw, highlight, fit, zoom, positions, on. Nothing else of the page knows it.
const renderer = { network: null, places: new Map(), drawn: [], faint: null, handlers: {}, look: null };
const HEADING = 74;

const stageSize = () => [Math.max($("map").clientWidth, 200), Math.max($("map").clientHeight, 200)];

// The least text: 18 px on the screen, 24 px before an audience, as far as boxes hold it.
const leastText = (scale) => Math.max(15, Math.min(state.presenter ? 30 : 25.5, (state.presenter ? 24.6 : 18.4) / scale));

// How large boxes and text are, and by what the heights of the layered view are stretched to fill the stage.
function lookFor(places) {
  const [wide, high] = stageSize();
  const xs = [...places.values()].map(([x]) => x);
  const ys = [...places.values()].map(([, y]) => y);
  const span = (values) => (values.length ? Math.max(...values) - Math.min(...values) : 0);
  if (state.view === "geographic") {
    const scale = Math.min(wide / 1920, high / 1080);
    const least = leastText(scale);
    return { box: null, stretch: 1, scale, sizes: [least, least] };
  }
  if (state.view === "ego") {
    const box = [232, 76];
    const scale = Math.min(1.15, wide / (span(xs) + box[0] + 40), high / (span(ys) + box[1] + 40));
    const least = leastText(scale);
    return { box, stretch: 1, scale, sizes: [least, Math.max(least, 21)] };
  }
  const { width, height } = DATA.views.layered.box;
  const fullest = DATA.views.layered.size[0];
  const across = Math.max(span(xs) + width + 44, fullest * 0.62);
  const scale = wide / across;
  const room = (high / scale - HEADING - 20) / (span(ys) + height);
  const stretch = Math.max(1, Math.min(1.75, room));
  const fit = Math.min(scale, high / ((span(ys) + height) * stretch + HEADING + 20));
  const least = leastText(fit);
  return { box: [width, height * stretch], stretch, scale: Math.min(fit, 1.6), sizes: [least, Math.max(least, Math.min(26, height * stretch * 0.36))] };
}

// The places and boxes of what is drawn now, in the units of the picture.
function placed(places) {
  const look = lookFor(places);
  renderer.look = look;
  const found = new Map([...places].map(([id, [x, y]]) => [id, { x, y: y * look.stretch, box: look.box }]));
  if (state.view === "layered") taller(found, look);
  if (state.view === "geographic") apart(found, look.sizes[0]);
  return found;
}

// In a column with room to spare a box may be as high as three lines of text need.
function taller(found, look) {
  const columns = new Map();
  for (const one of found.values()) columns.set(one.x, [...(columns.get(one.x) || []), one]);
  for (const column of columns.values()) {
    const ys = column.map((one) => one.y).sort((a, b) => a - b);
    const pitch = Math.min(Infinity, ...ys.slice(1).map((y, i) => y - ys[i]));
    const height = Math.max(look.box[1], Math.min(pitch - 12, look.sizes[0] * 3.3 + 8));
    for (const one of column) one.box = [look.box[0], height];
  }
}

// Labels on the map of the world: as wide as their text, pushed apart where they would lie on one another.
function apart(found, size) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${size}px ${FONT}`;
  for (const [id, one] of found) {
    const lines = wrapped(pen, clean(t(NODES.get(id).short) || name(NODES.get(id))), 190, 2);
    one.box = [Math.max(...lines.map((line) => pen.measureText(line).width)) + size * 1.5 + 24, lines.length * size * 1.08 + 12];
  }
  const all = [...found.values()];
  for (let round = 0, moved = true; moved && round < 300; round += 1) {
    moved = false;
    all.forEach((a, i) => all.slice(i + 1).forEach((b) => { moved = push(a, b) || moved; }));
  }
}

function push(a, b) {
  const dx = (a.box[0] + b.box[0]) / 2 + 4 - Math.abs(a.x - b.x);
  const dy = (a.box[1] + b.box[1]) / 2 + 4 - Math.abs(a.y - b.y);
  if (dx <= 0 || dy <= 0) return false;
  const [axis, by] = dx < dy ? ["x", dx / 2 + 0.5] : ["y", dy / 2 + 0.5];
  const way = a[axis] <= b[axis] ? 1 : -1;
  a[axis] -= way * by;
  b[axis] += way * by;
  return true;
}

const lookOf = (id) => ({ box: renderer.spots.get(id).box, sizes: renderer.look.sizes, faint: Boolean(renderer.faint) && !renderer.faint.has(id) });

function boxed(id) {
  return ({ ctx, x, y }) => {
    const look = lookOf(id);
    return { nodeDimensions: { width: look.box[0], height: look.box[1] }, drawNode: () => paintBox(ctx, NODES.get(id), x, y, look) };
  };
}

function styled(drawn, index) {
  const look = lineLook(drawn, renderer.hover ? new Set([renderer.hover, drawn.from === renderer.hover ? drawn.to : drawn.from]) : renderer.faint);
  const touched = !renderer.hover || [drawn.from, drawn.to].includes(renderer.hover);
  const label = look.sign || (drawn.all.length > 1 && (renderer.faint || renderer.hover) && look.on && touched ? `×${drawn.all.length}` : "");
  const colours = paper();
  return { id: drawn.id, from: drawn.from, to: drawn.to, dashes: look.dashes, width: look.width, hoverWidth: 0, selectionWidth: 0,
    color: { color: look.color, highlight: look.color, hover: look.color, opacity: touched ? look.opacity : 0.08 },
    label: label || undefined, font: { size: look.sign ? 30 : 20, color: colours.ink, strokeColor: colours.ground, strokeWidth: 5 },
    smooth: index ? { enabled: true, type: "curvedCW", roundness: 0.12 * index }
      : { enabled: state.view === "layered", type: "cubicBezier", forceDirection: "horizontal", roundness: 0.42 } };
}

function lines() {
  const pairs = new Map();
  return renderer.drawn.map((one) => {
    const pair = [one.from, one.to].sort().join(" ");
    pairs.set(pair, (pairs.get(pair) ?? -1) + 1);
    return styled(one, pairs.get(pair));
  });
}

renderer.draw = (places, drawn, faint) => {
  Object.assign(renderer, { spots: placed(places), drawn, faint, hover: null });
  renderer.places = new Map([...renderer.spots].map(([id, { x, y }]) => [id, [x, y]]));
  const nodes = [...renderer.spots].map(([id, { x, y }]) => ({ id, x, y, shape: "custom", ctxRenderer: boxed(id) }));
  renderer.edges = new vis.DataSet(lines());
  const view = renderer.network && { position: renderer.network.getViewPosition(), scale: renderer.network.getScale(), animation: false };
  if (!renderer.network) begin();
  renderer.network.setData({ nodes: new vis.DataSet(nodes), edges: renderer.edges });
  if (view) renderer.network.moveTo(view);
};

function begin() {
  renderer.network = new vis.Network($("map"), { nodes: [], edges: [] }, { physics: false, layout: { improvedLayout: false }, autoResize: false,
    interaction: { keyboard: false, hover: true, hoverConnectedEdges: false, dragNodes: true, selectConnectedEdges: false, tooltipDelay: 1e9 },
    edges: { arrows: { to: { enabled: true, scaleFactor: 0.6 } }, chosen: false }, nodes: { chosen: false } });
  renderer.network.on("beforeDrawing", (pen) => {
    if (state.view === "geographic") paintLand(pen);
    if (state.view === "layered" && renderer.spots.size) paintHeadings(pen, renderer.places, renderer.look.sizes[0] * 1.1, renderer.look.box[1]);
  });
  renderer.network.on("click", ({ nodes: [node], edges: [edge] }) => renderer.handlers.click(node, edge));
  renderer.network.on("hoverNode", ({ node }) => renderer.highlight(node));
  renderer.network.on("blurNode", () => renderer.highlight(null));
}

renderer.highlight = (id) => {
  if (renderer.faint || renderer.hover === id || renderer.drawn.length > 2000) return;
  renderer.hover = id;
  renderer.edges.update(lines());
};
renderer.on = (event, handler) => { renderer.handlers[event] = handler; };

// The whole picture, in the middle of the stage.
renderer.fit = () => {
  renderer.network.setSize("100%", "100%");
  const [x0, y0, x1, y1] = renderer.extent();
  const [wide, high] = stageSize();
  const scale = Math.min(renderer.look.scale, wide / (x1 - x0 + 12), high / (y1 - y0 + 12));
  renderer.network.moveTo({ position: { x: (x0 + x1) / 2, y: (y0 + y1) / 2 }, scale, animation: false });
};
renderer.extent = () => {
  const spots = [...renderer.spots.values()];
  if (state.view === "geographic") return [0, 80, 1920, 1000];
  const edge = (side, way) => spots.map((one) => one[side] + (way * one.box[side === "x" ? 0 : 1]) / 2);
  const head = state.view === "layered" ? HEADING * 0.72 : 0;
  return [Math.min(...edge("x", -1)) - 8, Math.min(...edge("y", -1)) - head - 8, Math.max(...edge("x", 1)) + 10, Math.max(...edge("y", 1)) + 10];
};
renderer.zoom = (factor) => renderer.network.moveTo({ scale: renderer.network.getScale() * factor, animation: false });
renderer.scale = () => renderer.network.getScale();
// Where boxes stand, in the units in which the positions of the layered view are given.
renderer.positions = () => Object.fromEntries(Object.entries(renderer.network.getPositions())
  .map(([id, { x, y }]) => [id, [Math.round(x * 10) / 10, Math.round((y / renderer.look.stretch) * 10) / 10]]));
