// A sitting: after some minutes without anybody the page asks whether somebody is there. Typing, pressing and a film that plays are
// somebody; the server is told so once a minute, for it counts the minutes too.
const told = document.querySelector("meta[name=sitting]");
const [seconds, asks] = told.content.split(";url=");
const MINUTE = 60_000;
let timer = 0;
let last = Date.now();

function later() {
  clearTimeout(timer);
  timer = setTimeout(() => window.location.assign(asks), seconds * 1000);
}

async function here() {
  later();
  if (Date.now() - last < MINUTE) return;
  last = Date.now();
  const answer = await fetch(told.dataset.here, { redirect: "manual" }).catch(() => null);
  if (answer?.type === "basic" && answer.ok) window.location.assign(told.dataset.here); // it has ended meanwhile
}

for (const kind of ["pointerdown", "keydown", "input", "scroll", "timeupdate"]) {
  document.addEventListener(kind, here, { capture: true, passive: true });
}
later();
