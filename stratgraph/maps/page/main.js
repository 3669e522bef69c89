// One function shows the state; everything else changes the state.
let drawnNow = [];
let fittedFor = null;
const flat = () => ["table", "matrix"].includes(state.view);

function tools() {
  const hadFocus = document.activeElement && document.activeElement.id;
  const views = VIEWS.filter((view) => view !== "geographic" || DATA.views.geographic);
  $("views").setAttribute("aria-label", w("views"));
  $("views").replaceChildren(...views.map((view) => button(w(view), () => change({ view }), { id: `view-${view}`, "aria-pressed": String(state.view === view) })));
  const kinds = Object.keys(EXPORTS).filter((one) => !flat() || !PICTURES.includes(one)).filter((one) => one !== "positions" || state.view === "layered");
  const saving = picker(w("export"), [["", "…"], ...kinds.map((one) => [one, one === "positions" ? w("positions") : one])], "", (one) => { if (one) EXPORTS[one](); tools(); }, { id: "save" });
  $("tools").replaceChildren(...[stepList().length ? button(`▶ ${w("storyButton")}`, () => turn(1), { id: "story-button" }) : null,
    button(w("other"), () => change({ lang: other() }), { lang: other(), id: "language" }),
    button("◐", () => change({ dark: !state.dark }), { "aria-label": w("theme"), title: w("theme"), id: "theme" }),
    button(w("presenter"), present, { "aria-pressed": String(state.presenter), id: "present" }), button(w("copy"), copy, { id: "copy" }), saving,
    button(w("print"), () => window.print(), { id: "print" })].filter(Boolean));
  if (hadFocus && $(hadFocus)) $(hadFocus).focus();
}

function copy() {
  toAddress();
  const field = el("textarea", { readonly: true, "aria-label": w("address") }, location.href);
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  $("copy").focus();
  say(done ? w("copied") : location.href);
  $("copy").textContent = done ? `✓ ${w("copy")}` : w("copy");
}

function present() {
  const presenter = !state.presenter;
  if (presenter && document.documentElement.requestFullscreen) document.documentElement.requestFullscreen().catch(() => {});
  if (!presenter && document.fullscreenElement) document.exitFullscreen();
  if (presenter) darkBefore = state.dark;
  change({ presenter, dark: presenter || darkBefore });
  $("map").focus();
}
let darkBefore = false;

// The words that do not depend on what is chosen.
let fixedFor = null;
function fixed() {
  if (fixedFor === state.lang) return;
  fixedFor = state.lang;
  document.documentElement.lang = state.lang;
  document.title = clean(t(DATA.meta.title));
  $("skip").textContent = w("skip");
  $("title").replaceChildren(said(DATA.meta.title));
  $("summary").textContent = clean(t(DATA.meta.summary) || "");
  $("source").textContent = sourceLine();
  for (const [id, word] of [["rail", "rail"], ["details", "details"], ["map", "mapName"], ["sheet", "table"], ["story", "storyButton"]]) $(id).setAttribute("aria-label", w(word));
  showSearch();
}

function show() {
  document.documentElement.dataset.theme = state.dark ? "dark" : "light";
  document.documentElement.classList.toggle("presenter", state.presenter);
  fixed();
  $("stage").hidden = flat();
  $("sheet").hidden = !flat();
  tools();
  showLegend();
  showStory();
  const shown = flat() ? new Map() : places();
  drawnNow = drawnEdges(shown);
  showPanel();
  if (flat()) showSheet();
  else picture(shown);
}

function showSheet() {
  const [x, y] = [$("sheet").scrollLeft, $("sheet").scrollTop];
  $("sheet").replaceChildren(...(state.view === "table" ? tables() : matrix()));
  $("sheet").scrollTo(x, y);
}

function picture(shown) {
  const line = drawnNow.find((one) => one.id === state.edge);
  const clear = line ? [line.from, line.to] : state.path ? state.path.ids : state.n.length && state.view !== "ego" ? [...near(state.n, state.deg, state.dir).keys()] : null;
  renderer.draw(shown, drawnNow, clear && new Set(clear.map(shownAs)));
  const fit = [stageSize(), state.view, state.presenter, state.step, state.types, [...state.open].join(), state.view === "ego" && [state.n, state.deg, state.dir, state.rel, state.cand].join()].join("|");
  $("empty").hidden = shown.size > 0;
  $("empty").textContent = clean(t(DATA.meta.empty) || "") || w(state.types || state.rel ? "nothingLeft" : "nothing");
  if (fit !== fittedFor && shown.size) renderer.fit();
  fittedFor = fit;
}

renderer.on("click", (node, edge) => {
  if (node && NODES.get(node).members) fold(node);
  else if (node) choose(node);
  else if (edge) change({ edge, n: [], path: null });
  else choose(null);
});
window.addEventListener("hashchange", () => { if (location.hash.slice(1) !== address()) { fromAddress(); show(); } });
window.addEventListener("resize", () => { if (!flat()) show(); });
document.addEventListener("fullscreenchange", () => { if (!document.fullscreenElement && state.presenter) present(); });
window.addEventListener("beforeprint", () => { $("paper").replaceChildren(...(flat() ? [] : [printed()])); });

// A sheet of paper is white, whatever the screen is.
function printed() {
  const { dark, presenter } = state;
  Object.assign(state, { dark: false, presenter: false });
  const pen = new SvgPen(SHEET.wide, SHEET.high);
  paintSheet(pen);
  Object.assign(state, { dark, presenter });
  return pen.root;
}

firstState();
show();
