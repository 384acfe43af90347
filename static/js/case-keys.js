// Keys of the officer's case. Enter in a box keeps the points and goes on; it never releases, claims or takes over. After the
// page has changed no key acts for a second, so that a second press meant for the last case does nothing to the next.
const { flush, look } = globalThis.desk; // of the modules before this one

const DEAF = 1000;
const ZOOMS = [100, 150, 200, 300, 400];
const form = document.getElementById("cham");
const opened = performance.now();
const deaf = () => performance.now() - opened < DEAF;
let zoom = 0;
let turn = 0;
let soon = 0;

const boxes = () => [...form.querySelectorAll("input[name^=points-]")];
const press = (query) => document.querySelector(query)?.click();

function step(by) {
  const all = boxes();
  const rows = [...document.querySelectorAll(".ten tbody tr[id]")];
  const now = document.activeElement?.name?.startsWith("points-")
    ? all.indexOf(document.activeElement)
    : rows.findIndex((row) => row.classList.contains("here"));
  const next = Math.min(Math.max(now + by, 0), rows.length - 1);
  all[next]?.focus();
  all[next]?.select();
  clearTimeout(soon); // whoever runs down the rows looks at the last one
  soon = setTimeout(() => look(`?chi-so=${rows[next].id}#giay`), 80);
}

function reason() {
  const rows = [...document.querySelectorAll(".ten tbody tr[id]")];
  const at = rows.findIndex((row) => row.classList.contains("here"));
  const turned = [...rows.slice(at + 1), ...rows.slice(0, at + 1)];
  const found = turned.find((row) => row.classList.contains("open"));
  if (!found) return;
  found.querySelector("input")?.focus();
  look(`?chi-so=${found.id}#giay`);
}

function picture() {
  const shown = document.querySelector(".stage img");
  if (!shown) return;
  shown.classList.remove("turn-1", "turn-2", "turn-3");
  if (turn) shown.classList.add(`turn-${turn}`);
  shown.classList.toggle("zoomed", zoom > 0);
  shown.style.height = "";
  shown.style.width = "";
  if (zoom) {
    const wide = matchMedia("(min-width: 62rem)").matches;
    if (wide) shown.style.height = `${(14.8 * ZOOMS[zoom]) / 100}rem`;
    else shown.style.width = `${ZOOMS[zoom]}%`;
  }
  const told = document.querySelector(".tools output");
  if (told) told.textContent = `${ZOOMS[zoom]} %`;
}

function larger(by) {
  zoom = Math.min(Math.max(zoom + by, 0), ZOOMS.length - 1);
  picture();
}

function turned() {
  turn = (turn + 1) % 4;
  picture();
}

const ALT = {
  Digit1: () => press('.acts [value="confirm"], .acts [value="undo"]'),
  Digit2: () => press('.acts [value="ask_for_more"]'),
  Digit3: () => press('.acts [value="not_enough"]'),
  Digit4: reason,
  Digit5: () => press("[data-next-paper]"),
  Digit6: () => press("[data-next-page]"),
  Digit7: turned,
  Digit8: () => press('.casebar [accesskey="8"]'),
  Digit0: () => press("[data-all-papers]"),
  Digit9: () => press('.casebar [accesskey="9"]'),
};
const SINGLE = {
  a: ALT.Digit0,
  g: ALT.Digit5,
  t: ALT.Digit6,
  x: turned,
  v: reason,
  "+": () => larger(1),
  "-": () => larger(-1),
};

// Whether letters are words here: single keys act in the boxes for points, where no letter belongs.
const writes = (one) =>
  one?.tagName === "TEXTAREA" || (one?.tagName === "INPUT" && !/^points-/.test(one.name) && !one.dataset.same);

function pressed(event) {
  if (event.isComposing) return;
  if (event.altKey && !event.ctrlKey && !event.metaKey && ALT[event.code]) {
    event.preventDefault();
    if (!deaf() && !event.repeat) ALT[event.code]();
    return;
  }
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const one = document.activeElement;
  if (event.key === "Enter" && one?.tagName === "INPUT" && one.form === form) {
    event.preventDefault();
    flush();
    if (one.name.startsWith("points-")) step(1);
    return;
  }
  if (event.key === "Enter" && one?.dataset?.same) return event.preventDefault();
  if ((event.key === "Enter" || event.key === " ") && one?.tagName === "BUTTON" && one.name === "act" && (deaf() || event.repeat)) {
    return event.preventDefault();
  }
  if (writes(one) || one?.closest?.(".stage")) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    return step(event.key === "ArrowDown" ? 1 : -1);
  }
  const single = form.dataset.keys === "1" && SINGLE[event.key.toLowerCase()];
  if (single) {
    event.preventDefault();
    if (!deaf() && !event.repeat) single();
  }
}

if (form) {
  document.addEventListener("keydown", pressed);
  document.addEventListener("keyup", (event) => {
    const one = document.activeElement;
    if (event.key === " " && deaf() && one?.tagName === "BUTTON" && one.name === "act") event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const by = event.target.closest("[data-zoom]");
    if (by) larger(Number(by.dataset.zoom));
    if (event.target.closest("[data-turn]")) turned();
  });
  document.addEventListener("case:swapped", () => {
    zoom = 0;
    turn = 0;
    picture();
  });
}
