// While a file is being read, the table is put anew every few seconds; without script the link beside it does the same.
const PAUSE = 3000; // milliseconds
const AFTER_A_FAULT = 10000;
let files = document.getElementById("tep");

async function fresh() {
  const answer = await fetch(location.pathname, { credentials: "same-origin", cache: "no-cache" });
  const text = answer.ok ? await answer.text() : "";
  return text && new DOMParser().parseFromString(text, "text/html").getElementById("tep");
}

async function look() {
  if (!files.hasAttribute("data-moving")) return;
  let pause = PAUSE;
  if (!document.hidden && !files.contains(document.activeElement)) {
    try {
      const found = await fresh();
      if (!found) return;
      files.replaceWith(found);
      files = found;
    } catch (fault) {
      pause = AFTER_A_FAULT;
    }
  }
  setTimeout(look, pause);
}

if (files) setTimeout(look, PAUSE);
