// How large boxes and text are, so that they can be read on this stage.
const HEADING = 74;

const stageSize = () => renderer.sheet || [Math.max($("map").clientWidth, 200), Math.max($("map").clientHeight, 200)];

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
