// The officer's case: another indicator, paper or page, and every act, without leaving the page: what has the focus keeps it, and
// nothing scrolls. Links and buttons are those that work without this module.
const { begun, ended, flush, replay, token } = globalThis.desk; // of the module before this one

const form = document.getElementById("cham");
const narrow = matchMedia("(max-width: 61.99rem)");
let asked = 0;

function focusKept(change) {
  const one = document.activeElement;
  const name = one?.name && one.form === form && one.type !== "submit" ? one.name : "";
  const marks = name && "selectionStart" in one ? [one.selectionStart, one.selectionEnd] : null;
  const scroll = [scrollX, scrollY];
  change();
  const again = name ? form.elements.namedItem(name) : null;
  if (again && again !== document.activeElement) {
    again.focus({ preventScroll: true });
    try {
      if (marks) again.setSelectionRange(...marks);
    } catch {
      // not every box has a caret
    }
  }
  scrollTo(...scroll);
}

// What is asked for counts as opened: of all papers each is asked for when it comes into view, and no sooner.
const coming = new IntersectionObserver(
  (rows) => {
    for (const { isIntersecting, target } of rows) {
      if (!isIntersecting) continue;
      coming.unobserve(target);
      target.src = target.dataset.src;
    }
  },
  { threshold: 0.5 },
);

function page(text) {
  const made = new DOMParser().parseFromString(text, "text/html");
  for (const one of made.querySelectorAll(".sheets img")) {
    one.dataset.src = one.getAttribute("src");
    one.removeAttribute("src");
  }
  return made;
}

const submissionOf = (made) => made.getElementById("cham")?.dataset.submission;

function swap(made, ids) {
  for (const id of ids) {
    const old = document.getElementById(id);
    const fresh = made.getElementById(id);
    if (old && fresh) old.replaceWith(document.adoptNode(fresh));
  }
  for (const name of ["version", "chi-so", "giay"]) {
    const fresh = made.querySelector(`#cham [name="${name}"]`);
    if (fresh) form.elements.namedItem(name).value = fresh.value;
  }
  for (const one of document.querySelectorAll(".sheets img[data-src]")) coming.observe(one);
  form.dataset.page = "1";
  begun(submissionOf(made));
  replay();
  document.dispatchEvent(new CustomEvent("case:swapped"));
}

// Marks the row of the indicator looked at, without touching any box.
function here(code) {
  for (const row of document.querySelectorAll(".ten tr.here")) row.classList.remove("here");
  for (const link of document.querySelectorAll(".ten [aria-current]")) link.removeAttribute("aria-current");
  const row = document.getElementById(code);
  row?.classList.add("here");
  row?.querySelector("a")?.setAttribute("aria-current", "true");
}

async function look(address, { sheet = false } = {}) {
  const mine = ++asked;
  const to = new URL(address, location.href);
  const hash = to.hash;
  to.hash = "";
  let answer;
  try {
    answer = await fetch(to, { headers: { "X-Desk": "1" }, credentials: "same-origin" });
  } catch {
    return lost();
  }
  if (mine !== asked) return;
  if (!answer.ok || answer.redirected) return leave(to, hash);
  const made = page(await answer.text());
  if (mine !== asked) return;
  if (submissionOf(made) !== form.dataset.submission) return leave(to, hash); // its rows are others too
  focusKept(() => {
    swap(made, ["giay", "thanh"]);
    here(document.getElementById("giay").dataset.chosen);
  });
  history.replaceState(null, "", to.pathname + to.search + location.hash);
  if (sheet && narrow.matches && hash && location.hash !== hash) location.hash = hash;
}

// To an address as if it were typed: where it is the present one, a fragment alone would only jump.
function leave(to, hash = "") {
  if (to.pathname === location.pathname && to.search === location.search) return location.reload();
  return location.assign(to.href + hash);
}

function lost() {
  const told = document.getElementById("luu");
  if (told) told.textContent = told.dataset.lost;
}

// An act by its button; whatever is said there is said here, and what was typed stays typed.
async function act(button, owner) {
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  try {
    const kept = await flush();
    const sent = new URLSearchParams();
    for (const [name, value] of new FormData(owner)) sent.append(name, value);
    sent.set("act", button.value);
    sent.set("csrfmiddlewaretoken", token());
    if (!kept) return; // why was said where it failed
    const answer = await fetch(owner.action, {
      method: "POST",
      headers: { "X-Desk": "1", "X-Requested-With": "XMLHttpRequest" },
      body: sent,
      credentials: "same-origin",
    });
    const kind = answer.headers.get("Content-Type") || "";
    if (answer.redirected || answer.status === 403) return location.reload();
    if (!kind.includes("json")) return refused(page(await answer.text()));
    const { go } = await answer.json();
    const to = new URL(go, location.href);
    if (to.pathname !== location.pathname) {
      if (button.value !== "release") ended(); // what is given back still waits, and so does what was typed
      return location.assign(to);
    }
    if (button.value === "undo") return location.assign(to);
    await again(to);
  } catch {
    lost();
  } finally {
    delete form.dataset.busy;
  }
}

// The same case after an act: every part of it anew, but for what is being typed.
async function again(to) {
  const answer = await fetch(to, { headers: { "X-Desk": "1" }, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return location.assign(to);
  const made = page(await answer.text());
  const told = made.querySelector("main > .notice, main > .messages");
  focusKept(() => swap(made, ["giu", "nguoi", "bang", "giay", "thanh"]));
  announce(told);
}

function announce(told) {
  for (const one of document.querySelectorAll("main > .notice, main > .messages")) one.remove();
  if (told) document.querySelector("main").prepend(document.adoptNode(told));
}

function refused(made) {
  const told = made.querySelector("main [role=alert]");
  focusKept(() => swap(made, ["giu", "nguoi", "bang", "giay", "thanh"]));
  const said = made.querySelector(".words[open]");
  if (said) words();
  announce(told);
  told?.focus({ preventScroll: false });
  if (said) document.getElementById("message").focus();
}

// What was typed a moment ago may have switched the button on or off: the bar answers first.
async function press(pressed) {
  const off = (one) => one.getAttribute("aria-disabled") === "true";
  const wordless = (one) =>
    (one.value === "ask_for_more" || one.value === "not_enough") && !document.getElementById("message").value.trim();
  if (wordless(pressed) && !off(pressed)) return words(); // at once: the next key is already a letter of them
  await flush(true);
  const button = pressed.isConnected ? pressed : document.querySelector(`.acts [value="${CSS.escape(pressed.value)}"]`);
  if (!button) return;
  if (off(button)) {
    const why = document.getElementById(button.getAttribute("aria-describedby"));
    const told = document.getElementById("luu");
    if (told && why) told.textContent = why.textContent;
    return;
  }
  if (wordless(button)) return words();
  act(button, button.form);
}

function words() {
  document.querySelector(".words").open = true;
  document.getElementById("message").focus();
}

globalThis.desk.look = look;

if (form) {
  document.documentElement.classList.add("has-script");
  for (const one of document.querySelectorAll(".three-n")) one.hidden = false;
  document.addEventListener("case:swapped", () => {
    for (const one of document.querySelectorAll(".three-n")) one.hidden = false;
  });
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const close = event.target.closest("[data-close]");
    if (close && location.hash === "#giay") {
      event.preventDefault();
      return history.back();
    }
    const link = event.target.closest("a[data-look]");
    if (link) {
      event.preventDefault();
      return look(link.getAttribute("href"), { sheet: true });
    }
    const button = event.target.closest('button[name="act"]');
    if (!button || !button.form) return;
    event.preventDefault();
    press(button);
  });
}
