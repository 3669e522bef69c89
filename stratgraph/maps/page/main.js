// One function shows the state; everything else changes the state.
let drawnNow = [];
let fittedFor = null;

function tools() {
  const views = VIEWS.filter((view) => view !== "geographic" || DATA.views.geographic);
  $("views").setAttribute("aria-label", w("views"));
  $("views").replaceChildren(...views.map((view) => button(w(view), () => change({ view }), { "aria-pressed": String(state.view === view) })));
  const other = state.lang === "en" ? "sv" : "en";
  const saving = picker(w("export"), [["", "–"], ...Object.keys(EXPORTS).filter((one) => one === "CSV" || !["table", "matrix"].includes(state.view)).map((one) => [one, one])], "", (one) => { if (one) EXPORTS[one](); show(); });
  $("tools").replaceChildren(...[DATA.story && button(w("storyButton"), () => turn(1)), button(w("other"), () => { change({ lang: other }); fixed(); }, { lang: other }),
    button("◐", () => change({ dark: !state.dark }), { "aria-label": w("theme"), title: w("theme") }), button(w("presenter"), present, { "aria-pressed": String(state.presenter) }),
    button(w("copy"), copy), saving, button(w("print"), () => window.print())].filter(Boolean));
}

function copy() {
  toAddress();
  const field = el("textarea", { readonly: true, "aria-label": w("address") }, location.href);
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
  say(w("copied"));
}

function present() {
  const presenter = !state.presenter;
  if (presenter && document.documentElement.requestFullscreen) document.documentElement.requestFullscreen().catch(() => {});
  if (!presenter && document.fullscreenElement) document.exitFullscreen();
  fittedFor = null;
  change({ presenter, dark: presenter || state.dark });
}

function fixed() {
  document.documentElement.lang = state.lang;
  document.title = t(DATA.meta.title);
  $("skip").textContent = w("skip");
  $("title").replaceChildren(said(DATA.meta.title));
  $("summary").textContent = t(DATA.meta.summary);
  $("source").textContent = sourceLine();
  $("rail").setAttribute("aria-label", w("search"));
  $("details").setAttribute("aria-label", w("details"));
  $("map").setAttribute("aria-label", w("mapName"));
  $("sheet").setAttribute("aria-label", w("table"));
  showSearch();
}

function show() {
  document.documentElement.dataset.theme = state.dark ? "dark" : "light";
  document.documentElement.classList.toggle("presenter", state.presenter);
  const flat = ["table", "matrix"].includes(state.view);
  $("stage").hidden = flat;
  $("sheet").hidden = !flat;
  tools();
  showLegend();
  showStory();
  if (flat) { $("sheet").replaceChildren(...(state.view === "table" ? tables() : matrix())); drawnNow = []; } else picture();
  showPanel();
}

function picture() {
  const positions = places();
  drawnNow = drawnEdges(positions);
  const chosen = state.path ? new Set(state.path.ids) : state.n.length && state.view !== "ego" ? new Set(near(state.n, state.deg, state.dir).keys()) : null;
  const faint = chosen && new Set([...chosen].flatMap((id) => [id, state.view === "layered" ? shownAs(id) : id]));
  renderer.draw(positions, drawnNow, faint);
  const fit = [state.view, state.presenter, state.step, [...state.open].join(), state.view === "ego" && [state.n, state.deg, state.dir].join()].join("|");
  const empty = positions.size === 0;
  $("empty").hidden = !empty;
  $("empty").textContent = t(DATA.meta.empty) || w("nothing");
  if (fit !== fittedFor && !empty) renderer.fit();
  else if (renderer.kept) renderer.network.moveTo(renderer.kept);
  fittedFor = fit;
}

function walk(key) {
  const ids = [...renderer.places.keys()];
  const [x, y] = renderer.places.get(state.n[0]) || [-1e6, 0];
  const [dx, dy] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
  const far = (id) => { const [a, b] = renderer.places.get(id); const along = (a - x) * dx + (b - y) * dy; return along > 5 ? along + 3 * Math.abs((a - x) * dy + (b - y) * dx) : Infinity; };
  const next = state.n[0] ? ids.reduce((best, id) => (far(id) < far(best) ? id : best), ids[0]) : ids[0];
  if (next && (!state.n[0] || far(next) < Infinity)) choose(next);
}

document.addEventListener("keydown", (event) => {
  if (["INPUT", "SELECT", "TEXTAREA"].includes(event.target.tagName)) return;
  const onMap = event.target === $("map");
  const plan = { PageDown: () => turn(1), PageUp: () => turn(-1), n: () => { notesShown = !notesShown; show(); },
    Escape: () => (state.presenter ? present() : choose(null)) };
  const mapPlan = { Enter: () => { if ((NODES.get(state.n[0]) || {}).members) fold(state.n[0]); $("details").focus(); },
    "+": () => renderer.zoom(1.25), "-": () => renderer.zoom(0.8), 0: () => renderer.fit() };
  if (state.step && !onMap) Object.assign(plan, { ArrowRight: plan.PageDown, ArrowLeft: plan.PageUp });
  const done = onMap && event.key.startsWith("Arrow") ? () => walk(event.key) : (onMap && mapPlan[event.key]) || plan[event.key];
  if (!done || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  keepView();
  done();
});
const keepView = () => { renderer.kept = renderer.network && { position: renderer.network.getViewPosition(), scale: renderer.network.getScale() }; };
document.addEventListener("pointerdown", keepView, true);
renderer.on("click", (node, edge) => {
  keepView();
  if (node && NODES.get(node).members) fold(node);
  else if (node) choose(node);
  else if (edge) change({ edge, n: [], path: null });
  else choose(null);
});
window.addEventListener("hashchange", () => { fromAddress(); fixed(); show(); });
firstState();
fixed();
show();
