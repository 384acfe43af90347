// A film or a sound from a moment on (parts of a film, sentences of what is said), and more slowly. Without this module the
// same links open the file at that moment.
const SLOW = 0.75;

function held(from) {
  const box = from.closest("[data-media]");
  return box ? [box, box.querySelector("video, audio")] : [null, null];
}

document.addEventListener("click", (event) => {
  const [box, media] = held(event.target);
  if (!media) return;
  const slower = event.target.closest("[data-slower]");
  if (slower) {
    const word = slower.textContent;
    slower.textContent = slower.dataset.slower;
    slower.dataset.slower = word;
    media.playbackRate = media.playbackRate === 1 ? SLOW : 1;
    return;
  }
  const at = event.target.closest("[data-at]");
  if (!at || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  media.currentTime = Number(at.dataset.at);
  media.play().catch(() => {}); // the player says for itself when it cannot
  if (at.closest("nav")) media.focus({ preventScroll: false });
  else box.querySelector("video")?.scrollIntoView({ block: "nearest" });
});

// Where it is now: the sentence that is said, the part that is shown.
document.addEventListener("timeupdate", (event) => {
  const [box, media] = held(event.target);
  if (!box) return;
  for (const kind of ["nav a", "details[open] span"]) {
    let now = null;
    for (const one of box.querySelectorAll(`${kind}[data-at]`)) {
      one.classList.remove("now");
      one.removeAttribute("aria-current");
      if (Number(one.dataset.at) <= media.currentTime + 0.1) now = one;
    }
    if (!now) continue;
    now.classList.add("now");
    if (now.matches("a")) now.setAttribute("aria-current", "true");
  }
}, true);

for (const button of document.querySelectorAll("[data-media] [data-slower]")) {
  button.hidden = false;
  button.closest("[data-media]").classList.add("can");
}
