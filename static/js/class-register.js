// The register: each tap is sent at once, one after the other; a dashed mark waits for the network until it has arrived.
// What waits stays in the page's own form, so the button “Save” of a page without this module would send the same.
const form = document.querySelector("form[data-register]");
const AGAIN = [1000, 2000, 4000, 8000, 15000];
const PATIENCE = 15000; // ms after which a request without an answer is given up
const waiting = new Map(); // reference -> [field, value, reason, words] as last tapped
let sending = false;
let failed = 0;
let signedOut = false;
let timer = 0;

const rowOf = (reference) => document.getElementById(`p-${reference}`);
const every = (name) => document.querySelectorAll(`[data-${name}]`);

function show() {
  for (const row of form.querySelectorAll("[data-row]")) row.classList.toggle("wait", waiting.has(row.dataset.row));
  for (const box of every("offline")) box.hidden = !(failed && waiting.size) || signedOut;
  for (const box of every("signed-out")) box.hidden = !(signedOut && waiting.size);
  for (const told of every("waiting")) told.textContent = waiting.size;
}

function count(answer) {
  if (answer.there !== undefined) for (const told of every("there")) told.textContent = answer.there;
  if (answer.left !== undefined) for (const told of every("state")) told.textContent = answer.left;
}

function note(row, reason = "", words = "") {
  const tapped = row.querySelector(".marks input:checked");
  if (!tapped) return;
  waiting.set(row.dataset.row, [tapped.name, tapped.value, reason, words]);
  show();
  send();
}

function put(reference, html) {
  const row = rowOf(reference);
  const had = row.contains(document.activeElement) && document.activeElement.value?.split(".").pop();
  row.outerHTML = html;
  const fresh = rowOf(reference);
  if (fresh.querySelector(".taking-back")) fresh.querySelector(".taking-back input").focus();
  else if (had) fresh.querySelector(`.marks input[value$=".${had}"]`)?.focus();
}

function settle(reference) {
  if (rowOf(reference).querySelector(".taking-back")) return;
  const told = document.querySelector("[data-unsettled]")?.closest(".notice");
  told?.querySelector(`a[href="#p-${CSS.escape(reference)}"]`)?.closest("li").remove();
  if (told && !told.querySelector("li")) told.remove();
}

async function sendOne(reference, [name, value, reason, words]) {
  const body = new URLSearchParams({ [name]: value, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  if (reason) body.set(`r-${reference}`, reason);
  if (words) body.set(`x-${reference}`, words);
  const answer = await fetch(form.dataset.register, {
    method: "POST", body, credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(PATIENCE),
    headers: { "X-Requested-With": "XMLHttpRequest" },
  });
  signedOut = answer.type === "opaqueredirect"; // to the page where one signs in
  if (![200, 409, 422].includes(answer.status)) throw new Error("try again"); // away, busy, or signed out: nothing is given up
  const said = await answer.json();
  const newest = waiting.get(reference);
  if (newest && newest[1] === value && newest[2] === reason) waiting.delete(reference);
  if (said.row && !waiting.has(reference)) {
    put(reference, said.row);
    settle(reference);
  }
  if (said.error) window.alert(said.error);
  count(said);
}

async function send() {
  if (sending || !waiting.size) return;
  sending = true;
  clearTimeout(timer);
  try {
    while (waiting.size) {
      const [reference, wish] = waiting.entries().next().value;
      await sendOne(reference, wish);
      failed = 0;
      show();
    }
  } catch {
    timer = setTimeout(send, AGAIN[Math.min(failed, AGAIN.length - 1)]);
    failed += 1;
  }
  sending = false;
  show();
}

if (form) {
  for (const button of every("save")) button.hidden = true;
  form.addEventListener("change", (event) => {
    const row = event.target.closest("[data-row]");
    if (row && event.target.closest(".marks")) note(row);
  });
  form.addEventListener("click", (event) => {
    if (!event.target.closest("[data-take-back]")) return;
    event.preventDefault();
    const row = event.target.closest("[data-row]");
    const reason = row.querySelector(".taking-back input[type=radio]:checked")?.value;
    const words = row.querySelector(".taking-back .input").value.trim();
    if (reason && (reason !== "other" || words)) note(row, reason, words);
    else row.querySelector(reason ? ".taking-back .input" : ".taking-back input").focus();
  });
  window.addEventListener("online", () => { failed = 0; send(); });
  window.addEventListener("beforeunload", (event) => { if (waiting.size) event.preventDefault(); });
  form.addEventListener("submit", (event) => {
    if (failed && waiting.size && !signedOut) event.preventDefault(); // without a network the browser would put its own page in the place of this one
    else waiting.clear(); // the form itself carries what waits
  });
}
