// The seam to vis-network: draw, highlight, fit, zoom, positions, on. Nothing else of the page knows it.
const renderer = { network: null, places: new Map(), drawn: [], faint: null, handlers: {}, look: null };
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
  Object.assign(renderer, { given: places, drawn, faint, hover: null });
  renderer.lay(null);
  const nodes = [...renderer.spots].map(([id, { x, y }]) => ({ id, x, y, shape: "custom", ctxRenderer: boxed(id) }));
  renderer.edges = new vis.DataSet(lines());
  const view = renderer.network && { position: renderer.network.getViewPosition(), scale: renderer.network.getScale(), animation: false };
  if (!renderer.network) begin();
  renderer.network.setData({ nodes: new vis.DataSet(nodes), edges: renderer.edges });
  if (view) renderer.network.moveTo(view);
};

// Lay the picture out for the stage, or for a sheet of this size; or take back what lay before.
renderer.lay = (sheet, spots = null, look = null) => {
  renderer.sheet = sheet;
  renderer.spots = spots || placed(renderer.given);
  if (look) renderer.look = look;
  renderer.places = new Map([...renderer.spots].map(([id, { x, y }]) => [id, [x, y]]));
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
  const whole = Math.min(renderer.look.scale, wide / (x1 - x0 + 12), high / (y1 - y0 + 12));
  // On a telephone the whole would be too small to read: begin at the left, and let it be dragged.
  const scale = Math.max(whole, state.view === "layered" && wide < 700 ? 11 / renderer.look.sizes[0] : 0);
  const x = scale > whole ? x0 + wide / scale / 2 - 6 : (x0 + x1) / 2;
  renderer.network.moveTo({ position: { x, y: (y0 + y1) / 2 }, scale, animation: false });
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
