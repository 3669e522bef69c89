// What is chosen; the address says the same, so that a link opens the same picture.
const VIEWS = ["layered", "geographic", "ego", "matrix", "table"];
const start = DATA.meta.start || {};
const STEPS = byId(DATA.story ? DATA.story.steps : []);
const state = { lang: DATA.meta.language, view: "layered", n: [], edge: null, deg: 1, dir: "both", types: null, rel: null,
  step: null, path: null, open: new Set(), cand: false, dark: false, presenter: false, unknown: [] };

function known(ids, index) {
  state.unknown.push(...ids.filter((id) => !index.has(id)).map(clean));
  return ids.filter((id) => index.has(id));
}

// What is not in the address is as at the start.
function fromAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  const list = (key, index) => known(given.get(key).split(",").filter(Boolean).map(decoded), index);
  const among = (key, choices, usual) => (choices.includes(given.get(key)) ? given.get(key) : usual);
  Object.assign(state, { view: start.view || "layered", n: (start.focus || []).filter((id) => NODES.has(id)), edge: null, deg: start.degree || 1,
    dir: "both", types: null, rel: null, step: null, path: null, pair: null, open: new Set(), cand: Boolean(start.candidates), unknown: [] });
  state.lang = among("lang", ["en", "sv"], state.lang);
  const step = given.get("step");
  if (STEPS.has(step)) applyStep(step);
  else if (step) state.unknown.push(step);
  state.view = among("view", VIEWS, state.view);
  state.deg = Number(among("deg", ["1", "2", "3"], String(state.deg)));
  state.dir = among("dir", ["in", "out", "both"], state.dir);
  for (const [key, index] of [["n", NODES], ["types", TYPES], ["rel", RELATIONS]]) if (given.has(key)) state[key] = list(key, index);
  if (given.has("cand")) state.cand = given.get("cand") === "1";
  const to = given.get("to") && decoded(given.get("to"));
  if (to && NODES.has(to) && state.n.length) state.path = pathTo(to);
}

// Ids are joined by commas: a comma within one is written as %2C, a percent sign as %25.
const coded = (id) => id.replace(/[%,]/g, encodeURIComponent);
const decoded = (text) => text.replace(/%2C/gi, ",").replace(/%25/g, "%");

function address() {
  const chosen = state.n.length > 0;
  const parts = [["view", state.view], ["n", state.n.map(coded).join(",")], ["deg", chosen ? state.deg : ""],
    ["dir", chosen ? state.dir : ""], ["to", state.path ? coded(state.path.to) : ""], ["types", state.types && state.types.map(coded).join(",")],
    ["rel", state.rel && state.rel.map(coded).join(",")], ["cand", state.cand ? "1" : ""], ["step", state.step], ["lang", state.lang]];
  const given = parts.filter(([, value]) => value !== null && value !== "");
  return given.map(([key, value]) => `${key}=${encodeURIComponent(value).replace(/%3A/g, ":").replace(/%2C/g, ",")}`).join("&");
}

const toAddress = () => history.replaceState(null, "", `#${address()}`);

function applyStep(id) {
  const step = STEPS.get(id);
  Object.assign(state, { step: id, view: step.view, n: step.focus.filter((one) => NODES.has(one)), edge: null, path: null, open: new Set(),
    deg: step.degree || 1, dir: step.direction, types: step.types, rel: step.relations });
}

function firstState() {
  state.dark = start.theme ? start.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  fromAddress();
}

function change(values) {
  Object.assign(state, { pair: null }, values);
  toAddress();
  show();
}

function choose(id, more = {}) {
  const node = NODES.get(id);
  change({ n: id ? [id] : [], edge: null, path: null, ...more });
  if (node) say(name(node));
}
