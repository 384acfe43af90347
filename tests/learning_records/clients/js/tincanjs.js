// Acts of TinCanJS, the client inside many course packages. Reads where to go from standard input; the last line it prints
// is what it saw, as JSON (before it stand words of the client itself).
"use strict";
const fs = require("fs");
const TinCan = require("tincanjs");

const told = JSON.parse(fs.readFileSync(0, "utf8"));
const lrs = new TinCan.LRS({
  endpoint: told.endpoint, username: told.key, password: told.secret, version: told.version || "1.0.2", allowFail: false,
});
const person = { objectType: "Agent", account: { homePage: "https://truong.example.vn", name: "hv-1" } };
const agent = new TinCan.Agent(person);
const activity = new TinCan.Activity({ id: "https://truong.example.vn/bai/1", definition: { name: { vi: "Bài một" } } });

// One call of the client as a promise of [error, result]; an answer that refuses is a result too.
const ask = (name, ...words) => new Promise((done) => {
  const last = words.at(-1);
  const options = last && Object.getPrototypeOf(last) === Object.prototype ? words.pop() : {};
  lrs[name](...words, { ...options, callback: (err, result) => done([err, result]) });
});
const status = ([err, xhr]) => (err === null ? xhr.status : err);

const statement = (number, more) => new TinCan.Statement({
  id: TinCan.Utils.getUUID(),
  actor: person,
  verb: { id: "http://adlnet.gov/expapi/verbs/experienced", display: { vi: "đã xem" } },
  object: { objectType: "Activity", id: `https://truong.example.vn/bai/${number}`, definition: { name: { vi: `Bài ${number}` } } },
  result: { score: { scaled: 0.5, raw: 5, min: 0, max: 10 }, duration: "PT1M30S" },
  ...more,
});

const acts = {
  async about() {
    const [err, about] = await ask("about");
    return { err, version: about.version };
  },

  async statements() {
    const one = statement(1);
    const several = [2, 3, 4].map((number) => statement(number));
    const saved = [status(await ask("saveStatement", one)), status(await ask("saveStatement", one))];
    const batch = status(await ask("saveStatements", several));
    const [, back] = await ask("retrieveStatement", one.id);
    const seen = [];
    const query = { params: { agent, verb: new TinCan.Verb({ id: one.verb.id }), limit: 1, ascending: true } };
    let [err, page] = await ask("queryStatements", query);
    const first = err;
    while (err === null) {
      seen.push(...page.statements.map((found) => found.id));
      if (!page.more) break;
      [err, page] = await ask("moreStatements", { url: page.more });
    }
    return {
      saved, batch, first, last: err, seen,
      ids: [one, ...several].map((sent) => sent.id),
      name: back.target.definition.name.vi, duration: back.result.duration, stored: back.stored,
      authority: back.authority.account.name,
    };
  },

  async conflict() {
    const one = statement(1);
    const first = status(await ask("saveStatement", one));
    const [err, xhr] = await ask("saveStatement", statement(2, { id: one.id }));
    return { first, err, said: JSON.parse(xhr.responseText) };
  },

  async voiding() {
    const one = statement(1);
    await ask("saveStatement", one);
    const voided = status(await ask("saveStatement", new TinCan.Statement({
      actor: person,
      verb: { id: "http://adlnet.gov/expapi/verbs/voided" },
      object: { objectType: "StatementRef", id: one.id },
    })));
    const [gone] = await ask("retrieveStatement", one.id);
    const [err, back] = await ask("retrieveVoidedStatement", one.id);
    return { voided, gone, err, same: back.id === one.id };
  },

  async attachments() {
    const content = "Giấy xác nhận đã học";
    const one = statement(1, {
      attachments: [{
        usageType: "http://id.tincanapi.com/attachment/supporting_media",
        display: { vi: "Giấy xác nhận" }, contentType: "text/plain; charset=utf-8", content: TinCan.Utils.stringToArrayBuffer(content),
      }],
    });
    const saved = status(await ask("saveStatement", one));
    const [err, back] = await ask("retrieveStatement", one.id, { params: { attachments: true } });
    const [, page] = await ask("queryStatements", { params: { attachments: true, limit: 5 } });
    return {
      saved, err, text: back.attachments[0].getContentAsString(), sha2: back.attachments[0].sha2,
      inPage: page.statements[0].attachments[0].getContentAsString(), content,
    };
  },

  async state() {
    const where = { agent, activity };
    const save = (value, more) => ask("saveState", "cho-dung", value, { ...where, contentType: "application/json", ...more });
    const first = status(await save({ trang: 3, ghi: "Đã đọc" }));
    const [, one] = await ask("retrieveState", "cho-dung", where);
    const second = status(await save({ trang: 4 }, { lastSHA1: one.etag }));
    const stale = status(await save({ trang: 5 }, { lastSHA1: one.etag }));
    const merged = status(await save({ xong: true }, { method: "POST" }));
    const [, two] = await ask("retrieveState", "cho-dung", where);
    const [, ids] = await ask("retrieveStateIds", where);
    const dropped = status(await ask("dropState", "cho-dung", where));
    const [err, none] = await ask("retrieveState", "cho-dung", where);
    return { first, second, stale, merged, one: one.contents, two: two.contents, ids, dropped, err, none };
  },

  async profile() {
    const seen = {};
    for (const [kind, where] of [["Activity", { activity }], ["Agent", { agent }]]) {
      const save = (value, more) =>
        ask(`save${kind}Profile`, "ho-so", value, { ...where, contentType: "application/json", ...more });
      const first = status(await save({ muc: 1 }));
      const again = status(await save({ muc: 2 }));
      const [, one] = await ask(`retrieve${kind}Profile`, "ho-so", where);
      const second = status(await save({ muc: 3 }, { lastSHA1: one.etag }));
      const stale = status(await save({ muc: 4 }, { lastSHA1: one.etag }));
      const [, two] = await ask(`retrieve${kind}Profile`, "ho-so", where);
      const [, ids] = await ask(`retrieve${kind}ProfileIds`, where);
      const dropped = status(await ask(`drop${kind}Profile`, "ho-so", where));
      const [, none] = await ask(`retrieve${kind}Profile`, "ho-so", where);
      seen[kind] = { first, again, second, stale, one: one.contents, two: two.contents, ids, dropped, none };
    }
    return seen;
  },

  async refused() {
    const [err, xhr] = await ask("saveStatement", statement(1));
    return { err, said: JSON.parse(xhr.responseText) };
  },
};

acts[process.argv[2]]().then((seen) => process.stdout.write(`\n${JSON.stringify(seen)}\n`));
