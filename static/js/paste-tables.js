// A table that is pasted from Word or Excel into a text of the lesson stays a table: it becomes a block of its own below that
// text. Whatever stood beside it goes on into the text.
const told = document.getElementById("paste-tables").dataset;

const rootOf = (element) => {
  for (let one = element; one; one = one.parentElement) if (one.rootBlock?.insert) return one.rootBlock;
  return null;
};

const grid = (table) => {
  const rows = [...table.rows].map(() => []);
  [...table.rows].forEach((row, y) => {
    let x = 0;
    for (const cell of row.cells) {
      while (rows[y][x] !== undefined) x += 1;
      for (let down = 0; down < cell.rowSpan && y + down < rows.length; down += 1) {
        for (let right = 0; right < cell.colSpan; right += 1) {
          rows[y + down][x + right] = down || right ? "" : cell.textContent.replace(/\s+/g, " ").trim();
        }
      }
    }
  });
  const width = Math.max(0, ...rows.map((row) => row.length));
  const whole = rows.map((row) => Array.from({ length: width }, (_none, x) => row[x] ?? ""));
  return whole.filter((row) => row.some(Boolean));
};

const say = (type, text) => document.dispatchEvent(new CustomEvent("w-messages:add", { detail: { type, text, clear: true } }));

const pasteRest = (target, body) => {
  if (!body.textContent.trim()) return;
  const rest = new DataTransfer();
  rest.setData("text/html", body.innerHTML);
  rest.setData("text/plain", body.textContent.trim());
  target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: rest, bubbles: true, cancelable: true }));
};

document.addEventListener("paste", (event) => {
  const html = event.clipboardData?.getData("text/html") ?? "";
  const stream = html.includes("<table") ? rootOf(event.target) : null;
  if (!stream || !event.target.closest("[contenteditable]")) return;
  const place = stream.children.findIndex((child) => child.element.contains(event.target));
  if (place < 0 || stream.children[place].type !== "text") return;
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const tables = [...body.querySelectorAll("table")].filter((one) => !one.parentElement.closest("table"));
  const found = tables.map(grid);
  if (!found.length || found.some((rows) => rows.length < 1 || rows[0].length < 2)) return;  // a frame around words
  event.preventDefault();
  event.stopImmediatePropagation();
  if (found.some((rows) => rows.length > 100 || rows[0].length > 12)) {
    say("error", told.large);
    return;
  }
  tables.forEach((one) => one.remove());
  pasteRest(event.target, body);
  found.forEach(([head, ...rows], n) => {
    const value = { columns: head.map((heading) => ({ type: "text", heading })), rows: rows.map((values) => ({ values })), caption: "" };
    stream.insert({ type: "table", value }, place + 1 + n, { animate: true });
  });
  say("success", told.done);
}, true);
