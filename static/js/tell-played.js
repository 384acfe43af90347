// Tells the portal what was played of a film or a sound: several events at once and seldom, for an old phone on 3G; the rest when
// the page is left. Each event has a number, so what is sent twice counts once. Refused, it is silent from then on.
const WAITS = 20000, MOST = 40; // milliseconds from the first event until it is sent; events at once
const sessions = new WeakMap();

function fresh() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const text = Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

class Told {
  constructor(box, media) {
    this.box = box;
    this.media = media;
    this.key = fresh();
    this.number = 0;
    this.queue = [];
    this.last = media.currentTime;
    this.from = null; // where a seek that goes on began
    this.quiet = false;
    this.sending = false;
  }

  get at() {
    return Math.round(this.media.currentTime * 1000) / 1000;
  }

  add(what, more) {
    if (this.quiet) return;
    const before = this.queue[this.queue.length - 1];
    if (what === "seeked" && before && before.what === "seeked" && !before.sent) {
      before.more.to = more.to; // dragged along the bar: where from and where to
      return;
    }
    this.number += 1;
    this.queue.push({ n: this.number, what, more: more || { at: this.at }, when: performance.now(), sent: false });
    if (!this.timer) this.timer = setTimeout(() => this.send(), WAITS);
  }

  // Told before what follows it: a film that is sent elsewhere and begun there tells of the play before the seek is over.
  sought() {
    const from = this.from === null ? this.last : this.from;
    if (Math.abs(from - this.at) > 0.5) this.add("seeked", { from, to: this.at });
    this.from = null;
    this.last = this.at;
  }

  body() {
    const now = performance.now();
    const events = this.queue.slice(0, MOST).map((one) => {
      one.sent = true;
      return { n: one.n, what: one.what, ...one.more, ago: Math.round(now - one.when) / 1000 };
    });
    const form = new URLSearchParams({ session: this.key, speed: String(this.media.playbackRate) });
    const shown = Array.from(this.media.textTracks || []).find((one) => one.mode === "showing");
    if (shown) form.append("captions", shown.language);
    form.append("csrfmiddlewaretoken", this.box.dataset.token);
    form.append("events", JSON.stringify(events));
    return form;
  }

  async send() {
    clearTimeout(this.timer);
    this.timer = null;
    if (!this.queue.length || this.sending) return;
    this.sending = true;
    const form = this.body(), until = this.queue[Math.min(MOST, this.queue.length) - 1].n;
    try {
      const came = await fetch(this.box.dataset.tells, { method: "POST", body: form, credentials: "same-origin", keepalive: true });
      if (came.ok) this.queue = this.queue.filter((one) => one.n > until);
      else if (came.status === 410) this.again();
      else if (came.status !== 429 && came.status < 500) this.end();
    } catch (fault) {
      // No net: it stays in the queue, and the next event or the end takes it along.
    }
    this.sending = false;
    if (this.queue.length && !this.quiet) this.timer = setTimeout(() => this.send(), WAITS);
  }

  // Ended, for the film was opened in another tab: what is not told yet goes into a new session.
  again() {
    const { queue, number, last, from } = this;
    this.end();
    sessions.delete(this.media);
    open.delete(this);
    const next = begun(this.media);
    if (!next) return;
    Object.assign(next, { queue: queue.map((one) => ({ ...one, sent: false })), number, last, from });
    next.timer = setTimeout(() => next.send(), WAITS);
  }

  leave() {
    if (this.quiet) return;
    if (!this.queue.length || this.queue[this.queue.length - 1].what !== "terminated") this.add("terminated");
    clearTimeout(this.timer);
    navigator.sendBeacon(this.box.dataset.tells, this.body());
    this.end();
    sessions.delete(this.media);
    open.delete(this);
  }

  end() {
    this.quiet = true;
    this.queue = [];
    clearTimeout(this.timer);
  }
}

const open = new Set();

function begun(media) {
  const box = media.closest("[data-tells]");
  if (!box) return null;
  if (!sessions.has(media)) {
    const told = new Told(box, media);
    sessions.set(media, told);
    open.add(told);
    media.addEventListener("pause", () => {
      if (!media.seeking && sessions.get(media) === told) told.add("paused");
      if (!media.isConnected) told.leave();
    });
    // A browser tells the new time before it tells that the seek is over.
    media.addEventListener("timeupdate", () => { if (!media.seeking && told.from === null) told.last = told.at; });
    media.addEventListener("seeking", () => { if (told.from === null) told.from = told.last; });
    media.addEventListener("seeked", () => { if (sessions.get(media) === told) told.sought(); });
  }
  return sessions.get(media);
}

document.addEventListener("play", (event) => {
  const told = begun(event.target);
  if (!told) return;
  if (told.from !== null) told.sought();
  told.add("played");
}, true);

document.addEventListener("ended", (event) => {
  const told = sessions.get(event.target);
  if (told) told.send();
}, true);

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden") return;
  for (const told of open) { // the last that a telephone may be heard of
    if (told.quiet || !(told.queue.length || !told.media.paused)) continue;
    told.add("seen");
    told.send();
  }
});

window.addEventListener("pagehide", () => { for (const told of [...open]) told.leave(); });
