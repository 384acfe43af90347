// The officer's case: phrases to insert. Under the words to the person as buttons; in boxes for reasons as the browser's own list.
// Asked for once, when one of these boxes is first used. Without this module the phrases stand on their own page.
const form = document.getElementById("cham");
const FOR = { "reason-": "points", "paper-": "paper" };
let asked = null;

async function phrases() {
  const answer = await fetch(form.dataset.phrases, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) throw new Error("not now");
  return (await answer.json()).phrases;
}

function lists(found) {
  for (const kind of Object.values(FOR)) {
    const list = document.createElement("datalist");
    list.id = `cau-${kind}`;
    for (const text of found[kind] || []) list.append(new Option(text, text));
    document.body.append(list);
  }
}

function buttons(found) {
  const place = document.getElementById("cau");
  for (const text of [...(found.ask_for_more || []), ...(found.not_enough || [])]) {
    const item = document.createElement("li");
    const one = document.createElement("button");
    one.type = "button";
    one.textContent = text;
    one.addEventListener("click", () => insert(text));
    item.append(one);
    place.append(item);
  }
}

// At the caret, as if it had been typed: so it is kept like everything else.
function insert(text) {
  const box = document.getElementById("message");
  const [from, to] = [box.selectionStart, box.selectionEnd];
  const gap = from && !/\s$/.test(box.value.slice(0, from)) ? " " : "";
  if (box.value.length - (to - from) + gap.length + text.length > box.maxLength) return;
  box.setRangeText(gap + text, from, to, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus({ preventScroll: true });
}

function needed() {
  asked ??= phrases()
    .then((found) => (lists(found), buttons(found)))
    .catch(() => (asked = null)); // asked again the next time
}

if (form?.dataset.open) {
  document.addEventListener("focusin", (event) => {
    const one = event.target;
    if (one.id === "message") return needed();
    const start = Object.keys(FOR).find((word) => one.name?.startsWith(word));
    if (!start) return;
    one.setAttribute("list", `cau-${FOR[start]}`);
    needed();
  });
}
