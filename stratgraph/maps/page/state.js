// What is chosen; the address says the same, so that a link opens the same picture.
const VIEWS = ["layered", "geographic", "ego", "matrix", "table"];
const start = DATA.meta.start || {};
const state = { lang: DATA.meta.language, view: "layered", n: [], edge: null, deg: 1, dir: "both", types: null, rel: null,
  step: null, path: null, open: new Set(), dark: null, presenter: false, unknown: [] };

function known(ids, index) {
  state.unknown.push(...ids.filter((id) => !index.has(id)));
  return ids.filter((id) => index.has(id));
}

function fromAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  const list = (key, index) => given.has(key) ? known(given.get(key).split(",").filter(Boolean).map(decode), index) : null;
  const among = (key, choices, usual) => choices.includes(given.get(key)) ? given.get(key) : usual;
  state.unknown = [];
  state.lang = among("lang", ["en", "sv"], state.lang);
  const steps = byId(DATA.story ? DATA.story.steps : []);
  if (steps.has(given.get("step"))) applyStep(given.get("step"));
  else if (given.has("step")) state.unknown.push(given.get("step"));
  if (given.has("view")) state.view = among("view", VIEWS, "layered");
  if (given.has("n")) state.n = list("n", NODES);
  if (given.has("deg")) state.deg = Number(among("deg", ["1", "2", "3"], "1"));
  if (given.has("dir")) state.dir = among("dir", ["in", "out", "both"], "both");
  if (given.has("types")) state.types = list("types", TYPES);
  if (given.has("rel")) state.rel = list("rel", RELATIONS);
}

function decode(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

function toAddress() {
  const parts = [["view", state.view], ["n", state.n.map(encodeURIComponent).join(",")], ["deg", state.n.length ? state.deg : ""],
    ["dir", state.n.length ? state.dir : ""], ["types", state.types && state.types.join(",")],
    ["rel", state.rel && state.rel.join(",")], ["step", state.step], ["lang", state.lang]];
  const text = parts.filter(([, value]) => value !== null && value !== "");
  history.replaceState(null, "", "#" + text.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&"));
}

function applyStep(id) {
  const step = DATA.story.steps.find((one) => one.id === id);
  Object.assign(state, { step: id, view: step.view, n: step.focus.filter((one) => NODES.has(one)), edge: null, path: null,
    deg: step.degree || 1, dir: step.direction, types: step.types, rel: step.relations });
}

function firstState() {
  Object.assign(state, { view: start.view || "layered", n: (start.focus || []).filter((id) => NODES.has(id)), deg: start.degree || 1 });
  state.dark = start.theme ? start.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  fromAddress();
}

function change(values) {
  Object.assign(state, values);
  toAddress();
  show();
}

function choose(id, more = {}) {
  const node = NODES.get(id);
  change({ n: id ? [id] : [], edge: null, path: null, ...more });
  if (node) say(name(node));
}
