// The seam to vis-network: draw, highlight, fit, positions, on. Nothing else of the page knows it.
const renderer = { network: null, nodes: null, edges: null, places: new Map(), faint: null, handlers: {} };
const paper = () => (state.dark ? { ink: "#f2f4f8", line: "#c3cad6", ground: "#10151d", land: "#202a38" }
  : { ink: "#14181f", line: "#3b4350", ground: "#ffffff", land: "#e8ecf1" });

function wrapped(ctx, text, width) {
  const lines = [""];
  for (const word of text.split(/(?<=[\s\u00ad])/)) {
    const last = lines.length - 1;
    if (lines[last] && ctx.measureText((lines[last] + word).replace(/\u00ad/g, "")).width > width) {
      if (lines[last].endsWith("\u00ad")) lines[last] = lines[last].slice(0, -1) + "-";
      lines.push(word);
    } else lines[last] += word;
  }
  return lines.slice(0, 3).map((line) => line.replace(/\u00ad/g, "").trim());
}

// Beside the panels the picture is wide and low: taller boxes with larger text keep 18 px on a screen of 1920×1080.
const stretch = () => (state.view === "geographic" ? 1 : state.presenter ? 1.18 : 1.4);
const sizeOf = (id) => (state.view === "geographic" && (DATA.views.geographic.boxes || {})[id])
  || [DATA.views.layered.box.width || 207, (DATA.views.layered.box.height || 62) * stretch()];

function boxed(node) {
  const type = TYPES.get(node.type);
  const [width, height] = sizeOf(node.id);
  const size = state.view === "geographic" ? 18 : state.presenter ? 25 : 24;
  const open = node.status === "missing";
  return ({ ctx, x, y }) => ({ nodeDimensions: { width, height }, drawNode() {
    const colours = paper();
    ctx.save();
    ctx.beginPath();
    ctx.roundRect(x - width / 2, y - height / 2, width, height, 8);
    ctx.fillStyle = colours.ground;
    ctx.fill();
    ctx.globalAlpha = renderer.faint && !renderer.faint.has(node.id) ? 0.16 : 1;
    ctx.fillStyle = open ? colours.ground : type ? type.color : "#dddddd";
    ctx.fill();
    ctx.setLineDash(open || node.status === "proposed" ? [8, 5] : node.layer === "interpretation" ? [2, 4] : []);
    ctx.lineWidth = state.n.includes(node.id) ? 5 : open ? 3 : 1.6;
    ctx.strokeStyle = open ? (state.dark ? "#ff9f6b" : "#b23c00") : state.n.includes(node.id) ? colours.ink : "#14181f";
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.fillStyle = open ? colours.ink : (type && type.text) || "#000000";
    ctx.textBaseline = "middle";
    ctx.font = `${size}px Arial, Liberation Sans, sans-serif`;
    ctx.fillText(node.number === null ? (type ? type.glyph : "") : String(node.number), x - width / 2 + 8, y);
    const lines = wrapped(ctx, (t(node.short) || name(node)).slice(0, 80), width - 38);
    lines.forEach((line, i) => ctx.fillText(line, x - width / 2 + 31, y + (i - (lines.length - 1) / 2) * size * 1.08, width - 36));
    ctx.restore();
  } });
}

function styled(drawn, index, faint) {
  const { edge } = drawn;
  const relation = RELATIONS.get(edge.relation);
  const dotted = edge.layers.length > 0 && !edge.layers.includes("document");
  const on = !faint || (faint.has(drawn.from) && faint.has(drawn.to));
  const colour = state.dark ? "#b9c3d2" : (relation && relation.color) || "#555555";
  return { id: drawn.id, from: drawn.from, to: drawn.to, dashes: edge.status !== "existing" ? [8, 6] : dotted ? [2, 5] : false,
    width: state.edge === drawn.id ? 5 : drawn.all.length > 1 ? 2.4 : 1.5, color: { color: colour, highlight: colour, opacity: on ? (faint ? 0.95 : 0.5) : 0.05 },
    label: drawn.all.length > 1 && faint && on ? `×${drawn.all.length}` : undefined,
    smooth: index ? { enabled: true, type: "curvedCW", roundness: 0.1 * index }
      : { enabled: state.view === "layered", type: "cubicBezier", forceDirection: "horizontal", roundness: 0.4 } };
}

renderer.draw = (positions, drawn, faint) => {
  Object.assign(renderer, { places: positions, faint });
  const nodes = [...positions].map(([id, [x, y]]) => ({ id, x, y, shape: "custom", ctxRenderer: boxed(NODES.get(id)) }));
  const pairs = new Map();
  for (const node of nodes) node.y *= stretch();
  const edges = drawn.map((one) => {
    const pair = [one.from, one.to].sort().join(" ");
    pairs.set(pair, (pairs.get(pair) ?? -1) + 1);
    return styled(one, pairs.get(pair), faint);
  });
  if (!renderer.network) {
    renderer.network = new vis.Network($("map"), { nodes: [], edges: [] }, { physics: false, layout: { improvedLayout: false },
      interaction: { keyboard: false, hover: false, hideEdgesOnDrag: false, dragNodes: true, selectConnectedEdges: false },
      edges: { arrows: { to: { enabled: true, scaleFactor: 0.55 } }, font: { size: 18, strokeWidth: 4 }, chosen: false }, nodes: { chosen: false } });
    renderer.network.on("beforeDrawing", (ctx) => behind(ctx));
    renderer.network.on("click", ({ nodes: [node], edges: [edge] }) => renderer.handlers.click(node, edge));
  }
  renderer.network.setData({ nodes, edges });
};
renderer.on = (event, handler) => { renderer.handlers[event] = handler; };
renderer.fit = (ids) => renderer.network && renderer.network.fit({ ...(ids && ids.length ? { nodes: ids } : {}), animation: false });
renderer.zoom = (factor) => renderer.network.moveTo({ scale: renderer.network.getScale() * factor });
renderer.positions = () => renderer.network.getPositions();
renderer.picture = () => $("map").querySelector("canvas");

// Column headings, and the land behind the geographic view.
function behind(ctx) {
  const colours = paper();
  ctx.fillStyle = colours.ink;
  if (state.view === "geographic") {
    const geo = DATA.views.geographic;
    ctx.fillStyle = colours.land;
    for (const ring of geo.outline) {
      ctx.beginPath();
      ring.forEach(([x, y]) => ctx.lineTo(x, y));
      ctx.fill();
    }
    for (const [id, [x, y]] of Object.entries(geo.points || {})) {
      ctx.beginPath();
      ctx.strokeStyle = colours.line;
      if (geo.positions[id]) { ctx.moveTo(x, y); ctx.lineTo(...geo.positions[id]); ctx.stroke(); }
      ctx.fillStyle = colours.ink;
      ctx.beginPath();
      ctx.arc(x, y, 5, 0, 7);
      ctx.fill();
    }
  }
  if (state.view !== "layered") return;
  ctx.font = "bold 26px Arial, Liberation Sans, sans-serif";
  ctx.textAlign = "center";
  for (const column of DATA.columns) {
    const mine = [...renderer.places].filter(([id]) => NODES.get(id).column === column.index).map(([, place]) => place);
    if (!mine.length) continue;
    const top = Math.min(...[...renderer.places.values()].map(([, y]) => y)) * stretch();
    const xs = mine.map(([x]) => x);
    ctx.fillText(t(column.label), (Math.min(...xs) + Math.max(...xs)) / 2, top - 64);
  }
  ctx.textAlign = "left";
}
