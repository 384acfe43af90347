// “Nghe đọc”: the button plays, the sentence that is spoken is marked, one can stop and slow down. Without this module the
// button opens the browser's own player. Sentences are read in the order of the page, wherever they lie in the file: answers
// to choose from stand in an order of their own for everybody.
const SLOW = 0.78, LOOKS = 80, AGAIN = 3000; // share of the usual pace; milliseconds between two looks, two questions
let reading = null;

function unmark() {
  for (const one of document.querySelectorAll(".said")) one.classList.remove("said");
}

// What stands on the page in its order; what is only heard follows the sentence before it. A block of which nothing stands
// here (a question that others were drawn) is left out.
function inOrder(blocks) {
  const number = blocks.length;
  const seen = [...new Set([...document.querySelectorAll("[data-s]")].map((one) => Number(one.dataset.s)))];
  const here = new Set(seen), shown = new Set(seen.map((n) => blocks[n]));
  const groups = [[]];
  const of = new Map();
  for (let n = 0; n < number; n += 1) {
    if (here.has(n)) groups.push([]);
    if (shown.has(blocks[n])) groups[groups.length - 1].push(n);
    if (here.has(n)) of.set(n, groups[groups.length - 1]);
  }
  return [groups[0], ...seen.filter((n) => of.has(n)).map((n) => of.get(n))].flat();
}

class Reading {
  constructor(box) {
    this.box = box;
    this.audio = box.querySelector("audio");
    this.word = box.querySelector("[data-word]");
    this.bar = box.querySelector("[data-bar]");
    this.place = -1;
    this.order = null;
  }

  begin() {
    const word = this.word.textContent;
    this.word.textContent = this.word.dataset.stop;
    this.word.dataset.stop = word;
    this.box.classList.add("on");
    this.box.querySelector("summary").setAttribute("aria-pressed", "true");
    this.box.querySelector("[data-failed]").hidden = true;
    this.audio.currentTime = 0;
    this.audio.onended = () => this.ended();
    // In the press itself: later a telephone does not allow it.
    this.audio.play().catch((fault) => { if (fault.name !== "AbortError") this.fail(); });
    this.follow();
  }

  // Where each sentence begins; while the sound is being made, a little later.
  async follow(left = 10) {
    try {
      const came = await fetch(this.box.dataset.aloud, { credentials: "same-origin" });
      if (came.status === 503 && left && reading === this) setTimeout(() => this.follow(left - 1), AGAIN);
      if (!came.ok) return;
      this.told = await came.json();
      this.starts = this.told.starts;
    } catch (fault) {
      return; // the player says for itself when there is no sound
    }
    if (reading !== this) return;
    this.order = inOrder(this.told.blocks);
    this.timer = setInterval(() => this.look(), LOOKS);
  }

  look() {
    if (!this.box.isConnected) return this.stop();
    const at = this.audio.currentTime;
    if (this.audio.ended || this.audio.seeking || (this.place < 0 && this.audio.paused)) return undefined;
    const now = this.order[Math.max(this.place, 0)];
    if (this.place < 0) return this.go(0);
    if (at < this.starts[now + 1]) return undefined;
    if (this.place + 1 === this.order.length) return this.stop();
    return this.go(this.place + 1);
  }

  go(place) {
    const before = this.place < 0 ? -1 : this.order[this.place], can = this.audio.seekable;
    if (this.order[place] !== before + 1) {
      if (can.length && can.end(can.length - 1) >= this.starts[this.order[place]]) {
        this.audio.currentTime = this.starts[this.order[place]];
      } else { // something between here and there sends whole files only: as they lie in the file
        this.order = this.starts.slice(1).map((_end, n) => n);
        place = before + 1;
      }
    }
    const now = this.order[place];
    this.place = place;
    unmark();
    const parts = document.querySelectorAll(`[data-s="${now}"]`);
    for (const one of parts) one.classList.add("said");
    const line = this.bar.querySelector("[data-now]");
    line.textContent = line.dataset.now.replace("%1", place + 1);
    this.bar.hidden = false;
    if (parts.length) parts[0].scrollIntoView({ block: "nearest" });
  }

  // The end of the file is not the end of the page where its last answer stands above another one.
  ended() {
    if (!this.order || this.place < 0 || this.place + 1 >= this.order.length) return this.stop();
    this.go(this.place + 1);
    return this.audio.play().catch(() => this.stop());
  }

  slower(button) {
    const word = button.textContent;
    button.textContent = button.dataset.slower;
    button.dataset.slower = word;
    this.audio.playbackRate = this.audio.playbackRate === 1 ? SLOW : 1;
  }

  fail() {
    this.stop();
    this.box.querySelector("[data-failed]").hidden = false;
  }

  stop() {
    if (reading !== this) return;
    reading = null;
    clearInterval(this.timer);
    this.audio.pause();
    const word = this.word.textContent;
    this.word.textContent = this.word.dataset.stop;
    this.word.dataset.stop = word;
    this.box.classList.remove("on");
    this.box.querySelector("summary").setAttribute("aria-pressed", "false");
    this.bar.hidden = true;
    unmark();
  }
}

document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-aloud]");
  if (!box) return;
  const slower = event.target.closest("[data-slower]");
  if (slower && reading) reading.slower(slower);
  if (!event.target.closest("summary")) return;
  event.preventDefault();
  const same = reading && reading.box === box;
  if (reading) reading.stop();
  if (same) return;
  box.querySelector("summary").setAttribute("role", "button");
  reading = new Reading(box);
  reading.begin();
});
