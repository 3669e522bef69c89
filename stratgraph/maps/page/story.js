// The story: a step at a time, by Page Up and Page Down as clickers send them. Notes are for the speaker alone.
let notesShown = false;
let notesWindow = null;

const stepList = () => (DATA.story ? DATA.story.steps : []);
const stepAt = () => stepList().findIndex((step) => step.id === state.step);

function showStory() {
  const box = $("story");
  const at = stepAt();
  box.hidden = at < 0;
  tellNotes(at);
  if (at < 0) return;
  const step = stepList()[at];
  const bar = el("div", { class: "progress", "aria-hidden": "true" }, ...stepList().map((_, i) => el("span", { class: i <= at ? "done" : "" })));
  const notes = notesShown && step.notes && !state.presenter ? el("p", { class: "notes" }, `${w("notes")}: ${clean(t(step.notes))}`) : null;
  box.replaceChildren(el("div", { class: "said" }, el("h2", {}, el("span", { class: "at" }, `${at + 1}/${stepList().length} `), said(step.title)), said(step.text, "p"), notes, bar),
    el("div", { class: "turn" }, button("◀", () => turn(-1), { "aria-label": w("previous"), title: w("previous"), disabled: at === 0 }),
      button("▶", () => turn(1), { "aria-label": w("next"), title: w("next"), disabled: at === stepList().length - 1 }),
      button("✕", leave, { "aria-label": w("leave"), title: w("leave") })));
}

function leave() {
  change({ step: null, n: [], types: null, rel: null, view: "layered", deg: 1, dir: "both", path: null, edge: null });
}

function turn(by) {
  const steps = stepList();
  if (!steps.length) return;
  const next = steps[Math.max(0, Math.min(steps.length - 1, stepAt() < 0 ? (by > 0 ? 0 : steps.length - 1) : stepAt() + by))];
  applyStep(next.id);
  change({});
  say(`${w("step")} ${stepAt() + 1}/${steps.length}: ${clean(t(next.title))}`);
}

// Beside the map while one works; in a window of their own while one presents, so that the audience never sees them.
function toggleNotes() {
  if (state.presenter) {
    if (notesWindow && !notesWindow.closed) { notesWindow.close(); notesWindow = null; } else notesWindow = window.open("", "stratgraph-notes", "width=620,height=480");
    tellNotes(stepAt());
  } else {
    notesShown = !notesShown;
    show();
  }
}

function tellNotes(at) {
  if (!notesWindow || notesWindow.closed) return;
  const step = stepList()[at];
  const doc = notesWindow.document;
  doc.title = w("notes");
  doc.documentElement.lang = state.lang;
  const line = (tag, text, size) => { const made = doc.createElement(tag); made.textContent = text; made.style.font = `${size}px/1.4 sans-serif`; return made; };
  doc.body.replaceChildren(...(step ? [line("h1", `${at + 1}/${stepList().length} ${clean(t(step.title))}`, 26), line("p", step.notes ? clean(t(step.notes)) : w("noNotes"), 24)] : [line("p", w("noStep"), 24)]));
}
