// A lesson step by step without loading the page again: one small request an answer, one a step. Whatever does not come
// back as expected is sent as the browser sends it without this script, so that nothing typed is lost.
const PART = "phan";

function put(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  let put = 0;
  for (const part of fresh.querySelectorAll("#tien-do, #nghe, #buoc, form.question")) {
    if (part.matches("form.question") && part.closest("#buoc")) continue;
    const held = document.getElementById(part.id);
    if (held) {
      held.replaceWith(part);
      put += 1;
    }
  }
  return put > 0;
}

function busy(form, is) {
  form.setAttribute("aria-busy", is ? "true" : "false");
  for (const button of form.querySelectorAll("button")) button.disabled = is;
}

function say(form, words) {
  let line = form.querySelector(".unsent");
  if (!line) {
    line = document.createElement("p");
    line.className = "error unsent";
    line.setAttribute("role", "alert");
    form.querySelector(".act").before(line);
  }
  line.textContent = words;
  line.tabIndex = -1;
  line.focus({ preventScroll: true });
  line.scrollIntoView({ block: "center" });
}

async function answer(form) {
  const typed = new FormData(form);
  typed.append(PART, "1");
  const id = form.id;
  busy(form, true);
  try {
    const came = await fetch(form.action, { method: "POST", body: typed, credentials: "same-origin" });
    const html = came.ok && !came.redirected ? await came.text() : "";
    if (!html || !put(html)) {
      busy(form, false);
      form.submit();
      return;
    }
    const now = document.getElementById(id);
    const told = now.querySelector(".error, .feedback") || now;
    told.tabIndex = -1;
    told.focus({ preventScroll: true });
    told.scrollIntoView({ block: "center" });
  } catch (fault) {
    busy(form, false);
    say(form, document.getElementById("buoc").dataset.offline);
  }
}

async function step(address, kept) {
  try {
    const wanted = new URL(address, location.href);
    wanted.hash = "";
    wanted.searchParams.set(PART, "1");
    const came = await fetch(wanted, { credentials: "same-origin" });
    const html = came.ok && !came.redirected ? await came.text() : "";
    if (!html || html.includes("<script") || !put(html)) throw new Error("not a step");
    if (!kept) history.pushState({}, "", address);
    window.scrollTo(0, 0);
    document.getElementById("buoc").focus({ preventScroll: true });
  } catch (fault) {
    location.assign(address);
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("#buoc form.question")) return;
  if (event.submitter && event.submitter.hasAttribute("formaction")) return;
  event.preventDefault();
  answer(form);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-step]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  step(link.href, false);
});

window.addEventListener("popstate", () => step(location.href, true));
