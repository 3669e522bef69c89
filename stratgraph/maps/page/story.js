// The story: a step at a time, by Page Up and Page Down as clickers send them.
let notesShown = false;

function showStory() {
  const box = $("story");
  box.hidden = !state.step;
  if (!state.step) return;
  const { steps } = DATA.story;
  const at = steps.findIndex((step) => step.id === state.step);
  box.replaceChildren(el("div", {}, el("strong", {}, `${at + 1}/${steps.length} `), said(steps[at].title, "strong"), said(steps[at].text, "p"),
    notesShown && steps[at].notes && !state.presenter ? el("p", { class: "notes" }, `${w("notes")}: ${t(steps[at].notes)}`) : null),
    el("div", { class: "turn" }, button(w("previous"), () => turn(-1)), button(w("next"), () => turn(1)), button(w("close"), () => change({ step: null, n: [], types: null, rel: null }))));
}

function turn(by) {
  if (!DATA.story || !DATA.story.steps.length) return;
  const { steps } = DATA.story;
  const at = steps.findIndex((step) => step.id === state.step);
  applyStep(steps[Math.max(0, Math.min(steps.length - 1, at + by))].id);
  change({});
  say(t(steps.find((step) => step.id === state.step).title));
}
