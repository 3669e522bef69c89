// The keyboard. Arrows walk on the map to the nearest neighbour on that side; Page Up and Page Down turn the story.
function walk(key) {
  const ids = [...renderer.places.keys()];
  if (!ids.length) return;
  const at = state.n.map(shownAs).find((id) => renderer.places.has(id));
  if (!at) { choose(ids[0]); return; }
  const [x, y] = renderer.places.get(at);
  const [dx, dy] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
  const far = (id) => { const [a, b] = renderer.places.get(id); const along = (a - x) * dx + (b - y) * dy; return along > 5 ? along + 3 * Math.abs((a - x) * dy + (b - y) * dx) : Infinity; };
  const next = ids.reduce((best, id) => (far(id) < far(best) ? id : best), ids[0]);
  if (far(next) < Infinity) choose(next);
}

function enter() {
  const node = NODES.get(state.n[0]);
  if (node && node.members) fold(node.id);
  else $("details").focus();
}

// From the innermost outwards: a choice first, then the story, then the presentation.
function escape() {
  if (state.n.length && !state.step || state.edge || state.path) choose(null);
  else if (state.presenter) present();
  else if (state.step) leave();
  else choose(null);
}

const onMapKeys = { Enter: enter, "+": () => renderer.zoom(1.25), "-": () => renderer.zoom(0.8), 0: () => renderer.fit(),
  ArrowRight: () => walk("ArrowRight"), ArrowLeft: () => walk("ArrowLeft"), ArrowDown: () => walk("ArrowDown"), ArrowUp: () => walk("ArrowUp") };
const everywhereKeys = { PageDown: () => turn(1), PageUp: () => turn(-1), Escape: escape, n: toggleNotes, p: present, d: () => change({ dark: !state.dark }), "/": () => $("search").focus() };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || ["INPUT", "SELECT", "TEXTAREA"].includes(event.target.tagName)) return;
  const turning = state.step && state.presenter ? { ArrowRight: () => turn(1), ArrowLeft: () => turn(-1), " ": () => turn(1) } : {};
  const scrolling = event.target === $("sheet") && event.key.startsWith("Page") && !state.step;
  const done = turning[event.key] || (event.target === $("map") && onMapKeys[event.key]) || everywhereKeys[event.key];
  if (!done || scrolling) return;
  event.preventDefault();
  done();
});
