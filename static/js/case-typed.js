// The officer's case: nothing typed is lost. Every keystroke is noted on this device at once and sent to the server as a draft,
// field by field with a growing turn, so that a slow old request never overwrites a newer one; the answer brings the bar.
// Without this module the form keeps what is typed with its own buttons.
const WAIT = 120;
const AGAIN = [500, 1000, 2000, 4000, 8000];
const STARTS = /^(points-|reason-|paper-)|^message$/;

const form = document.getElementById("cham");
const said = () => document.getElementById("luu");
const fields = () => [...form.elements].filter((one) => STARTS.test(one.name));
const field = (name) => form.elements.namedItem(name);
const owner = form ? form.elements.namedItem("typed_by")?.value || "" : "";
const placeOf = (submission) => `case:${form.dataset.case}:${submission}:${owner}`;
let place = form ? placeOf(form.dataset.submission) : "";
// Each page keeps its own note: of a note in common one page would take away what another has just written and not yet sent.
const mark = `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
const ALIVE = "case-page:";
const OLD = 60_000; // ms after which a page is held for gone where the browser cannot tell
const KEPT = 14 * 24 * 3600_000; // ms that a note of a case that nobody opened again may lie on a shared device
const PATIENCE = 15_000; // ms after which a request without an answer is given up: a lid was closed, a line changed
// Turns are times of the server, so that a device whose clock is wrong neither wins nor loses against another.
const skew = form ? Number(form.dataset.now) - Date.now() : 0;
const now = () => Date.now() + skew;

// What the server is known to have, and what it is not known to have: name -> [turn, text].
const turns = new Map();
let unsent = new Map();
let sending = null;
let timer = 0;
let failed = 0;
let again = null;
let since = Number(form?.dataset.since || 0); // what was typed before belongs to an earlier judgement
let stored = true; // whether this device keeps what is typed
let newest = Number(form?.dataset.newest || 0);

function note() {
  try {
    if (unsent.size) localStorage.setItem(`${place}:${mark}`, JSON.stringify([...unsent]));
    else localStorage.removeItem(`${place}:${mark}`);
    stored = true;
  } catch {
    stored = false; // full or forbidden: the server alone keeps it
  }
}

const noted = (key) => key === place || key?.startsWith(`${place}:`);
const notes = () => Object.keys(localStorage).filter(noted);

function read(key) {
  try {
    return new Map(JSON.parse(localStorage.getItem(key) || "[]"));
  } catch {
    return new Map();
  }
}

// What all pages of this case have noted and the server is not known to have: the newest of each box.
function remembered() {
  const all = new Map();
  try {
    for (const key of notes()) {
      for (const [name, [turn, text]] of read(key)) {
        const had = Math.max(all.get(name)?.[0] || 0, turns.get(name)?.[0] || 0, since);
        if (turn > had) all.set(name, [turn, text]);
      }
    }
  } catch {
    // a device that keeps nothing
  }
  return all;
}

// Notes of pages that are gone, once the server or this page's own note has all that stands in them.
async function tidy() {
  const mine = (name) => (stored && unsent.get(name)?.[0]) || 0;
  const sent = (key) =>
    [...read(key)].every(([name, [turn]]) => Math.max(turns.get(name)?.[0] || 0, mine(name), since) >= turn);
  try {
    const others = notes().filter((key) => !key.endsWith(`:${mark}`) && sent(key));
    if (!others.length) return;
    const held = navigator.locks && new Set((await navigator.locks.query()).held.map((one) => one.name));
    const gone = (key) =>
      held ? !held.has(ALIVE + key.split(":").pop()) : lastOf(key) < now() - OLD;
    for (const key of others) if (gone(key) && sent(key)) localStorage.removeItem(key);
  } catch {
    // a device that keeps nothing
  }
}

const lastOf = (key) => Math.max(0, ...[...read(key).values()].map(([turn]) => turn));

// What no page will ever send: about an older submission, a case that no longer waits, or one that nobody opened for long.
function sweep() {
  try {
    for (const key of Object.keys(localStorage)) {
      const [kind, number, submission] = key.split(":");
      if (kind !== "case" || !submission) continue;
      const here = number === form.dataset.case;
      const over = here && (!form.dataset.waits || Number(submission) < Number(form.dataset.submission));
      if (over || lastOf(key) < now() - KEPT) localStorage.removeItem(key);
    }
  } catch {
    // a device that keeps nothing
  }
}

const next = () => (newest = Math.max(newest + 1, now()));

function typed(one) {
  unsent.set(one.name, [next(), one.value]);
  note();
  show(one);
  clearTimeout(timer);
  timer = setTimeout(send, WAIT);
}

// What follows from one box on the page itself: the line for the reason, and the second box on a phone.
function show(one) {
  const same = document.querySelector(`[data-same="${one.name}"]`);
  if (same && same !== document.activeElement) same.value = one.value;
  if (!one.dataset.proposed) return;
  const number = (text) => text.trim().replace(",", ".");
  const differs = !number(one.value) || Number(number(one.value)) !== Number(number(one.dataset.proposed));
  const says = one.closest("tr").nextElementSibling;
  const reason = says.querySelector(".reason");
  reason.hidden = !differs && !reason.querySelector("input").value;
  says.hidden = reason.hidden && !says.querySelector("p");
}

// The newest text of every box that nobody types in on this page, from here or from another tab.
function put(all) {
  for (const [name, [turn, text]] of all) {
    newest = Math.max(newest, turn);
    const mine = unsent.get(name);
    if (mine && mine[0] >= turn) continue;
    if (mine) unsent.delete(name);
    if ((turns.get(name)?.[0] || 0) > turn) continue;
    turns.set(name, [turn, text]);
    const one = field(name);
    if (one && one.value !== text) {
      one.value = text;
      show(one);
    }
  }
}

function replay() {
  if (!form || !form.dataset.open) return;
  let others = false;
  for (const [name, [turn, text]] of remembered()) {
    newest = Math.max(newest, turn);
    if (unsent.has(name) && unsent.get(name)[0] >= turn) continue;
    unsent.set(name, [turn, text]);
    others = true;
  }
  if (others) note();
  for (const one of fields()) {
    const kept = unsent.get(one.name) || turns.get(one.name);
    if (kept && one.value !== kept[1]) one.value = kept[1];
    show(one);
  }
}

// One request at a time, and however many ask meanwhile, one after it.
function send() {
  clearTimeout(timer);
  if (!sending) return (sending = attempt().finally(() => (sending = null)));
  const follow = () => ((again = null), send());
  return (again ??= sending.then(follow, follow));
}

// That of the cookie: a new sign-in on another tab made the one of this page void.
const token = () =>
  document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || form.elements.namedItem("csrfmiddlewaretoken").value;

async function attempt() {
  const batch = new Map(unsent);
  const body = {
    typed_by: owner,
    submission: Number(form.dataset.submission),
    "chi-so": form.elements.namedItem("chi-so").value,
    giay: form.elements.namedItem("giay").value,
    fields: Object.fromEntries(batch),
  };
  let answer;
  try {
    answer = await fetch(form.dataset.draft, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": token(),
        "X-Requested-With": "XMLHttpRequest",
      },
      body: JSON.stringify(body),
      keepalive: true,
      credentials: "same-origin",
      signal: AbortSignal.timeout?.(PATIENCE),
    });
  } catch {
    return later(stored ? said()?.dataset.lost : said()?.dataset.nowhere);
  }
  if (answer.redirected || answer.status === 403 || answer.status === 401) return later(said()?.dataset.left);
  if (answer.status === 409) {
    ended();
    return tell(said()?.dataset.gone);
  }
  if (answer.status === 404) return tell(said()?.dataset.gone);
  if (answer.status < 500 && !answer.ok) return tell(await why(answer)); // the same again gets the same answer
  if (!answer.ok) return later(stored ? said()?.dataset.lost : said()?.dataset.nowhere);
  let told;
  try {
    told = await answer.json();
  } catch {
    return later(said()?.dataset.left);
  }
  failed = 0;
  since = Math.max(since, told.since);
  const older = [...batch.values()].some(([turn]) => turn <= since);
  for (const [name, [turn]] of batch) {
    if (unsent.get(name)?.[0] === turn) {
      turns.set(name, unsent.get(name));
      unsent.delete(name);
    }
  }
  put(Object.entries(told.fields));
  note();
  tidy();
  if (unsent.size) timer = setTimeout(send, WAIT);
  else if (older) tell(said()?.dataset.gone);
  else if (batch.size || said()?.textContent) tell(said()?.dataset.kept);
  follow(told);
}

async function why(answer) {
  try {
    return (await answer.json()).error;
  } catch {
    return said()?.dataset.refused;
  }
}

function later(words) {
  tell(words);
  timer = setTimeout(send, AGAIN[Math.min(failed++, AGAIN.length - 1)]);
}

function tell(words) {
  if (said() && said().textContent !== (words || "")) said().textContent = words || "";
}

// The bar as the server says it; what has the focus keeps it.
function follow(told) {
  if (unsent.size) return; // something newer is on its way
  const old = document.getElementById("thanh");
  const made = new DOMParser().parseFromString(told.bar, "text/html").getElementById("thanh");
  const without = document.getElementById("khong-tinh");
  if (without && without.textContent !== told.without) without.textContent = told.without;
  if (old && made && old.outerHTML !== made.outerHTML) {
    const focus = old.contains(document.activeElement) ? document.activeElement.value || "" : null;
    old.replaceWith(made);
    if (focus !== null) made.querySelector(`[value="${CSS.escape(focus)}"]`)?.focus();
  }
  if (!made) return;
  document.getElementById("tong").textContent = made.dataset.sum;
  const wrong = new Set(made.dataset.wrong.trim().split(/\s+/));
  for (const one of form.querySelectorAll("input[name^=points-]")) {
    if (wrong.has(one.name.slice(7))) one.setAttribute("aria-invalid", "true");
    else one.removeAttribute("aria-invalid");
  }
  document.dispatchEvent(new CustomEvent("case:bar"));
}

// Everything typed is on the server when this is done, or has failed and is kept here. `ask`: also when nothing is unsent, for
// something may have been typed on another device.
async function flush(ask = false) {
  if (!form || !form.dataset.open) return true;
  if (ask || unsent.size || sending) await send();
  return unsent.size === 0;
}

// Nothing that was typed about this is wanted any longer, whichever page noted it.
function ended() {
  unsent.clear();
  clearTimeout(timer);
  try {
    for (const key of notes()) localStorage.removeItem(key);
  } catch {
    // a device that keeps nothing
  }
}

// The page holds what was handed in since: what was typed about the older submission is not about this one.
function begun(submission) {
  if (!submission || submission === form.dataset.submission) return;
  ended();
  turns.clear();
  form.dataset.submission = submission;
  form.elements.namedItem("submission").value = submission;
  place = placeOf(submission);
}

// What stood in the boxes before this module ran: typed on a slow line, and newer than every note.
function early() {
  for (const [turn] of remembered().values()) newest = Math.max(newest, turn);
  for (const box of document.querySelectorAll("[data-same]")) {
    if (box.value !== box.defaultValue) field(box.dataset.same).value = box.value;
  }
  for (const one of fields()) if (one.value !== one.defaultValue) typed(one);
}

// Another page may have sent something after this one was made and before it listened.
async function meet() {
  const all = navigator.locks && (await navigator.locks.query()).held;
  if (!all || all.some((one) => one.name.startsWith(ALIVE) && one.name !== ALIVE + mark)) send();
}

globalThis.desk = { flush, replay, ended, begun, token };

if (form) sweep();
if (form && form.dataset.open) {
  document.addEventListener("input", (event) => {
    const one = event.target;
    if (one.dataset?.same) {
      const real = field(one.dataset.same);
      real.value = one.value;
      typed(real);
    } else if (one.form === form && STARTS.test(one.name)) typed(one);
  });
  addEventListener("pageshow", (event) => {
    replay();
    if (unsent.size || event.persisted) send();
  });
  addEventListener("online", () => send());
  // Another tab may have written meanwhile; this one may be left for good.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") send();
    else if (unsent.size) send();
  });
  addEventListener("focus", () => send());
  addEventListener("pagehide", () => unsent.size && attempt());
  addEventListener("beforeunload", (event) => unsent.size && !stored && event.preventDefault());
  addEventListener("storage", (event) => {
    if (!noted(event.key)) return;
    replay();
    clearTimeout(timer);
    timer = setTimeout(send, WAIT);
  });
  navigator.locks?.request(ALIVE + mark, () => new Promise(() => {})); // held while this page lives
  early();
  replay();
  tidy();
  meet();
  for (const one of fields()) show(one);
}
