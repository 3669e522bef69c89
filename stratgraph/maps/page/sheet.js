// The picture that is on the stage, whole, with what one needs to read it elsewhere. Returns its size in pixels.
const SHEET = { wide: 1920, high: 1200, top: 84, legend: 96, foot: 40 };

function paintSheet(pen) {
  const colours = paper();
  const { wide, high, top, legend, foot } = SHEET;
  pen.fillStyle = colours.ground;
  pen.beginPath();
  pen.roundRect(0, 0, wide, high, 0);
  pen.fill();
  pen.fillStyle = colours.ink;
  pen.textAlign = "left";
  pen.textBaseline = "alphabetic";
  pen.font = `bold 30px ${FONT}`;
  pen.fillText(clean(t(DATA.meta.title)).slice(0, 110), 32, 44);
  pen.font = `19px ${FONT}`;
  pen.fillText(clean(t(DATA.meta.summary) || "").slice(0, 190), 32, 73);
  const spots = renderer.spots;
  const look = renderer.look;
  renderer.lay([wide - 48, high - top - legend - foot - 16]);
  const [x0, y0, x1, y1] = renderer.extent();
  const scale = Math.min((wide - 48) / (x1 - x0), (high - top - legend - foot - 16) / (y1 - y0));
  pen.save();
  pen.translate((wide - scale * (x0 + x1)) / 2, top + 8 + (high - top - legend - foot - 16 - scale * (y1 - y0)) / 2 - scale * y0);
  pen.scale(scale, scale);
  paintScene(pen);
  pen.restore();
  renderer.lay(null, spots, look);
  paintLegend(pen, high - legend - foot + 8);
  pen.font = `17px ${FONT}`;
  pen.fillStyle = colours.ink;
  pen.textAlign = "left";
  pen.fillText(sourceLine().slice(0, 210), 32, high - 16);
}

function paintScene(pen) {
  if (state.view === "geographic") paintLand(pen);
  if (state.view === "layered" && renderer.spots.size) paintHeadings(pen, renderer.places, renderer.look.sizes[0] * 1.1, renderer.look.box[1]);
  const pairs = new Map();
  for (const one of renderer.drawn) {
    const pair = [one.from, one.to].sort().join(" ");
    pairs.set(pair, (pairs.get(pair) ?? -1) + 1);
    paintLine(pen, one, pairs.get(pair));
  }
  for (const [id, { x, y }] of renderer.spots) paintBox(pen, NODES.get(id), x, y, lookOf(id));
}

// From the edge of one box to the edge of the other, with a head that says where it leads.
function paintLine(pen, drawn, nth) {
  const look = lineLook(drawn, renderer.faint);
  const [a, b] = [renderer.spots.get(drawn.from), renderer.spots.get(drawn.to)];
  const level = state.view === "layered" && Math.abs(b.x - a.x) > a.box[0];
  const way = Math.sign(b.x - a.x) || 1;
  const [start, end] = level ? [[a.x + (way * a.box[0]) / 2, a.y], [b.x - (way * b.box[0]) / 2 - way * 3, b.y]] : [border(a, b), border(b, a)];
  const bend = nth * 26;
  const half = (end[0] - start[0]) * 0.42;
  const [c1, c2] = level ? [[start[0] + half, start[1] + bend], [end[0] - half, end[1] + bend]]
    : [[start[0] + (end[0] - start[0]) / 3 + bend, start[1] + (end[1] - start[1]) / 3 + bend], [end[0] - (end[0] - start[0]) / 3 + bend, end[1] - (end[1] - start[1]) / 3 + bend]];
  pen.save();
  pen.globalAlpha = look.opacity;
  pen.strokeStyle = look.color;
  pen.fillStyle = look.color;
  pen.lineWidth = look.width;
  pen.setLineDash(look.dashes || []);
  pen.beginPath();
  pen.moveTo(...start);
  pen.bezierCurveTo(...c1, ...c2, ...end);
  pen.stroke();
  pen.setLineDash([]);
  const turn = Math.atan2(end[1] - c2[1], end[0] - c2[0]);
  const tip = (angle) => [end[0] - 11 * Math.cos(turn + angle), end[1] - 11 * Math.sin(turn + angle)];
  pen.beginPath();
  pen.moveTo(...end);
  pen.lineTo(...tip(0.42));
  pen.lineTo(...tip(-0.42));
  pen.fill();
  if (look.sign) { pen.globalAlpha = 1; pen.font = `bold 26px ${FONT}`; pen.textAlign = "center"; pen.fillText(look.sign, (start[0] + end[0]) / 2, (start[1] + end[1]) / 2); }
  pen.restore();
}

// Where the line between two boxes leaves the first.
function border(a, b) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const by = Math.min(a.box[0] / 2 / Math.abs(dx || 1e-9), a.box[1] / 2 / Math.abs(dy || 1e-9), 1);
  return [a.x + dx * by, a.y + dy * by];
}

function paintLegend(pen, top) {
  const colours = paper();
  const shown = new Set([...renderer.spots.keys()].map((id) => NODES.get(id).type));
  let [x, y] = [32, top + 16];
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.font = `18px ${FONT}`;
  const next = (text, room, draw) => {
    const wide = room + pen.measureText(text).width + 26;
    if (x + wide > SHEET.wide - 20) { x = 32; y += 30; }
    pen.save();
    draw();
    pen.restore();
    pen.fillStyle = colours.ink;
    pen.fillText(text, x + room, y);
    x += wide;
  };
  for (const type of DATA.types.filter((one) => shown.has(one.id))) {
    next(clean(t(type.plural || type.label)), 36, () => {
      pen.beginPath(); pen.roundRect(x, y - 11, 28, 22, 4); pen.fillStyle = type.color; pen.fill(); pen.strokeStyle = colours.ink; pen.lineWidth = 1; pen.stroke();
      pen.fillStyle = type.text || "#000000"; pen.textAlign = "center"; pen.fillText(type.glyph, x + 14, y + 1);
    });
  }
  for (const [dashes, words, colour, mark] of lineKinds()) {
    next(`${mark}${words}`, 54, () => {
      pen.beginPath(); pen.setLineDash(dashes ? dashes.split(" ").map(Number) : []); pen.moveTo(x, y); pen.lineTo(x + 46, y);
      pen.lineWidth = 3; pen.strokeStyle = mark ? colours.lines[colour] || colour : colours.ink; pen.stroke();
    });
  }
}
