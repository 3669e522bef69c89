// How a box, a line and what lies behind them look: on the screen, in a saved PNG and in SVG alike.
const FONT = "Arial, 'Liberation Sans', sans-serif";
const COLOURS = {
  light: { ink: "#14181f", line: "#4a5363", ground: "#ffffff", land: "#e6ebe4", coast: "#b9c2b4", border: "#14181f", open: "#b23c00", lines: {} },
  dark: { ink: "#f4f6fa", line: "#b9c3d2", ground: "#0f141b", land: "#1f2a2a", coast: "#42524f", border: "#0b0e13", open: "#ff9f6b",
    lines: { "#555555": "#b4bdc9", "#0072B2": "#5fb8f0", "#009E73": "#45cda0", "#D55E00": "#f79350", "#9AA0A6": "#a5adb8", "#CC79A7": "#e59cc6" } },
};
const paper = () => ({ ...COLOURS[state.dark ? "dark" : "light"], ...(state.presenter && state.dark ? { ground: "#000000" } : {}) });

// Lines of a text that fit a width; a word that is too long breaks at a soft hyphen, else anywhere.
function wrapped(pen, text, width, most) {
  const lines = [""];
  const wide = (line) => pen.measureText(line.replace(/\u00ad/g, "")).width > width;
  for (let word of text.split(/(?<=[ \n\u00ad\u2013/-])/)) {
    if (lines.at(-1) && wide((lines.at(-1) + word).trimEnd())) {
      if (lines.at(-1).endsWith("\u00ad")) lines[lines.length - 1] = `${lines.at(-1).slice(0, -1)}-`;
      lines.push("");
    }
    while (word.length > 3 && wide(word.trimEnd())) {
      let cut = word.length - 1;
      while (cut > 2 && wide(`${word.slice(0, cut)}-`)) cut -= 1;
      lines[lines.length - 1] += `${word.slice(0, cut)}-`;
      lines.push("");
      word = word.slice(cut);
    }
    lines[lines.length - 1] += word;
  }
  const plain = lines.map((line) => line.replace(/\u00ad/g, "").trim()).filter(Boolean);
  return plain.length > most ? [...plain.slice(0, most - 1), `${plain[most - 1].replace(/.$/u, "")}…`] : plain;
}

// The largest size, between least and most, at which the words fit the box; at the least they may be drawn narrower.
function fitted(pen, text, [width, height], [least, most]) {
  for (let size = most; ; size = Math.max(least, size - 1)) {
    pen.font = `${size}px ${FONT}`;
    const room = width - size * 1.15 - 15;
    const rows = Math.max(1, Math.floor((height - 5) / (size * 1.04)));
    for (const wider of size > least ? [1] : [1, 1.1, 1.22]) {
      const lines = wrapped(pen, text, room * wider, 9);
      if (lines.length <= rows && (wider > 1.2 || !lines.some((line) => line.endsWith("-")))) return { size, lines, room };
    }
    if (size <= least) return { size, lines: wrapped(pen, text, room * 1.22, rows), room };
  }
}

function paintBox(pen, node, x, y, look) {
  const colours = paper();
  const type = TYPES.get(node.type);
  const [width, height] = look.box;
  const open = node.status === "missing";
  const chosen = state.n.includes(node.id);
  const fill = open ? colours.ground : type ? type.color : "#dddddd";
  pen.save();
  pen.setLineDash([]);
  pen.fillStyle = colours.ground;
  outline(pen, x, y, width, height);
  pen.fill();
  pen.globalAlpha = look.faint ? 0.17 : 1;
  if (node.status === "group" && !look.faint) { outline(pen, x + 5, y + 5, width, height); pen.fillStyle = fill; pen.fill(); pen.lineWidth = 1.2; pen.strokeStyle = colours.border; pen.stroke(); }
  outline(pen, x, y, width, height);
  pen.fillStyle = fill;
  pen.fill();
  pen.setLineDash(open || node.status === "proposed" ? [9, 6] : node.layer === "interpretation" ? [2, 4] : []);
  pen.lineWidth = open ? 3.5 : 1.8;
  pen.strokeStyle = open ? colours.open : node.status === "proposed" && state.dark ? "#ffffff" : colours.border;
  pen.stroke();
  pen.setLineDash([]);
  if (chosen) { outline(pen, x, y, width + 7, height + 7); pen.lineWidth = 5; pen.strokeStyle = colours.ink; pen.stroke(); }
  const words = t(node.short) || name(node);
  const { size, lines, room } = fitted(pen, clean(words).slice(0, 120), look.box, look.sizes);
  pen.fillStyle = open ? colours.ink : (type && type.text) || "#000000";
  pen.font = `${size}px ${FONT}`;
  pen.textBaseline = "middle";
  pen.textAlign = "center";
  pen.fillText(node.number === null ? (type ? type.glyph : "") : String(node.number), x - width / 2 + 6 + size * 0.55, y + 1);
  pen.textAlign = "left";
  lines.forEach((line, i) => pen.fillText(line, x - width / 2 + 9 + size * 1.15, y + 1 + (i - (lines.length - 1) / 2) * size * 1.04, room));
  pen.restore();
}

function outline(pen, x, y, width, height) {
  pen.beginPath();
  pen.roundRect(x - width / 2, y - height / 2, width, height, 8);
}

// What a line looks like: colour and dashes say its kind and how firm it is; what is not looked at is faint.
function lineLook(drawn, faint) {
  const { edge } = drawn;
  const colours = paper();
  const given = CHANGED[edge.status] || (RELATIONS.get(edge.relation) || {}).color || "#555555";
  const on = !faint || (faint.has(drawn.from) && faint.has(drawn.to) && (!state.path || state.path.edges.some((one) => drawn.all.includes(one))));
  const busy = [drawn.from, drawn.to].includes(DATA.meta.focal);
  const usual = CHANGED[edge.status] ? 1 : faint ? 0.95 : state.view === "ego" ? 0.7 : busy ? 0.26 : 0.46;
  const read = !edge.layers.includes("document") && !edge.layers.includes("plan") && edge.layers.length > 0;
  return { color: state.dark ? colours.lines[given] || given : given, opacity: on ? usual : 0.05, on,
    dashes: !["existing", "candidate", "added"].includes(edge.status) ? [9, 6] : read || edge.status === "candidate" ? [2, 5] : false,
    width: (state.edge === drawn.id ? 5 : CHANGED[edge.status] ? 3 : drawn.all.length > 1 ? 2.6 : 1.6) + (faint && on ? 0.8 : 0), sign: SIGNS[edge.status] || "" };
}

// What is added or lost says so by a sign too, never by its colour alone.
const SIGNS = { added: "+", removed: "−" };
const CHANGED = { missing: "#D55E00", removed: "#D55E00", added: "#0072B2" };

function paintLand(pen) {
  const colours = paper();
  const geo = DATA.views.geographic;
  pen.save();
  pen.setLineDash([]);
  pen.lineWidth = 1;
  for (const ring of geo.outline) {
    pen.beginPath();
    ring.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    pen.fillStyle = colours.land;
    pen.strokeStyle = colours.coast;
    pen.fill();
    pen.stroke();
  }
  for (const [x, y, width, height] of geo.frames || []) { pen.beginPath(); pen.roundRect(x, y, width, height, 4); pen.strokeStyle = colours.coast; pen.stroke(); }
  for (const [id, [x, y]] of Object.entries(geo.points || {})) {
    if (!NODES.has(id) || !typeOn(NODES.get(id))) continue;
    pen.strokeStyle = colours.line;
    if (geo.positions[id]) { pen.beginPath(); pen.moveTo(x, y); pen.lineTo(...geo.positions[id]); pen.stroke(); }
    pen.beginPath();
    pen.roundRect(x - 5, y - 5, 10, 10, 5);
    pen.fillStyle = colours.ink;
    pen.fill();
  }
  pen.restore();
}

function paintHeadings(pen, places, size, height) {
  pen.save();
  pen.font = `bold ${size}px ${FONT}`;
  pen.textAlign = "center";
  pen.textBaseline = "alphabetic";
  pen.fillStyle = paper().ink;
  const top = Math.min(...[...places.values()].map(([, y]) => y)) - height / 2 - size * 0.8;
  for (const column of DATA.columns) {
    const xs = [...places].filter(([id]) => NODES.get(id).column === column.index).map(([, [x]]) => x);
    if (xs.length) pen.fillText(clean(t(column.label)), (Math.min(...xs) + Math.max(...xs)) / 2, top);
  }
  pen.restore();
}
