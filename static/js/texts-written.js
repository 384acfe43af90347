// The editor of texts writes into the field that is sent a quarter of a second after the last sign. A press on a button that sends
// comes after that: whoever types a last word and presses at once loses nothing.
const WRITTEN = 500;
let changed = -WRITTEN;

for (const kind of ["beforeinput", "paste", "cut", "drop", "keydown", "click"]) {
  document.addEventListener(kind, (event) => {
    if (event.target.closest?.(".Draftail-Editor__wrapper, .Draftail-Editor")) changed = performance.now();
  }, true);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button, input[type=submit]");
  const wait = changed + WRITTEN - performance.now();
  if (wait <= 0 || button?.type !== "submit" || !button.form?.querySelector(".Draftail-Editor")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  setTimeout(() => button.click(), wait);
}, true);
