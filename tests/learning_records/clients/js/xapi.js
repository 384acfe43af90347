// Acts of @xapi/xapi, the client of newer players. Reads where to go from standard input; prints what it saw as JSON.
"use strict";
const crypto = require("crypto");
const fs = require("fs");
const XAPI = require("@xapi/xapi");

const told = JSON.parse(fs.readFileSync(0, "utf8"));
const client = (key, secret) => new XAPI({
  endpoint: told.endpoint, auth: XAPI.toBasicAuth(key, secret), version: told.version, adapter: told.adapter,
});
const xapi = client(told.key, told.secret);
const agent = { objectType: "Agent", account: { homePage: "https://truong.example.vn", name: "hv-1" } };
const activityId = "https://truong.example.vn/bai/1";

const statement = (number, more) => ({
  id: crypto.randomUUID(),
  actor: agent,
  verb: XAPI.Verbs.COMPLETED,
  object: { objectType: "Activity", id: `https://truong.example.vn/bai/${number}`, definition: { name: { vi: `Bài ${number}` } } },
  ...more,
});
// What became of a call. When it was refused, axios tells the status and the words, fetch nothing but the words.
const outcome = async (call) => {
  try {
    return { status: (await call).status };
  } catch (problem) {
    if (problem.response) return { status: problem.response.status, said: problem.response.data };
    return { said: JSON.parse(problem.message) };
  }
};
const statusOf = async (call) => (await outcome(call)).status;
const etagOf = (answer) => answer.headers.etag;

const acts = {
  async about() {
    return (await xapi.getAbout()).data;
  },

  async statements() {
    const one = statement(1);
    const several = [2, 3, 4].map((number) => statement(number));
    const sent = (await xapi.sendStatement({ statement: one })).data;
    const again = (await xapi.sendStatement({ statement: one })).data;
    const batch = (await xapi.sendStatements({ statements: several })).data;
    const back = (await xapi.getStatement({ statementId: one.id })).data;
    const seen = [];
    let page = (await xapi.getStatements({ agent, verb: XAPI.Verbs.COMPLETED.id, limit: 1, ascending: true })).data;
    for (;;) {
      seen.push(...page.statements.map((found) => found.id));
      if (!page.more) break;
      page = (await xapi.getMoreStatements({ more: page.more })).data;
    }
    const known = (await xapi.getActivity({ activityId })).data;
    const who = (await xapi.getAgent({ agent })).data;
    return {
      sent, again, batch, seen, ids: [one, ...several].map((each) => each.id),
      name: back.object.definition.name.vi, version: back.version, authority: back.authority.account.name, known, who,
    };
  },

  async voiding() {
    const one = statement(1);
    await xapi.sendStatement({ statement: one });
    const voided = await statusOf(xapi.voidStatement({ actor: agent, statementId: one.id }));
    const gone = await outcome(xapi.getStatement({ statementId: one.id }));
    const back = (await xapi.getVoidedStatement({ voidedStatementId: one.id })).data;
    return { voided, gone, same: back.id === one.id };
  },

  async attachments() {
    const content = new TextEncoder().encode("Giấy xác nhận đã học");
    const sha2 = crypto.createHash("sha256").update(content).digest("hex");
    const one = statement(1, {
      attachments: [{
        usageType: XAPI.AttachmentUsages.SUPPORTING_MEDIA, display: { vi: "Giấy xác nhận" },
        contentType: "text/plain", length: content.length, sha2,
      }],
    });
    const sent = await outcome(xapi.sendStatement({ statement: one, attachments: [content.buffer] }));
    if (sent.said) return { sent };
    const answer = await xapi.getStatement({ statementId: one.id, attachments: true });
    return { sent, id: one.id, sha2, kind: answer.headers["content-type"], text: JSON.stringify(answer.data) };
  },

  async state() {
    const where = { agent, activityId, stateId: "cho-dung" };
    const made = await statusOf(xapi.createState({ ...where, state: { trang: 3, ghi: "Đã đọc" } }));
    const one = await xapi.getState(where);
    const guarded = { ...where, etag: etagOf(one), matchHeader: "If-Match" };
    const set = await statusOf(xapi.setState({ ...guarded, state: { trang: 4 } }));
    const stale = await outcome(xapi.setState({ ...guarded, state: { trang: 5 } }));
    const merged = await statusOf(xapi.createState({ ...where, state: { xong: true } }));
    const two = (await xapi.getState(where)).data;
    const ids = (await xapi.getStates({ agent, activityId })).data;
    const dropped = await statusOf(xapi.deleteState(where));
    const gone = await outcome(xapi.getState(where));
    return { made, one: one.data, set, stale, merged, two, ids, dropped, gone };
  },

  async profile() {
    const seen = {};
    for (const [kind, subject] of [["Activity", { activityId }], ["Agent", { agent }]]) {
      const where = { ...subject, profileId: "ho-so" };
      const made = await statusOf(xapi[`create${kind}Profile`]({ ...where, profile: { muc: 1 } }));
      const one = await xapi[`get${kind}Profile`](where);
      const guarded = { ...where, etag: etagOf(one), matchHeader: "If-Match" };
      const set = await statusOf(xapi[`set${kind}Profile`]({ ...guarded, profile: { muc: 2 } }));
      const stale = await outcome(xapi[`set${kind}Profile`]({ ...guarded, profile: { muc: 3 } }));
      const two = (await xapi[`get${kind}Profile`](where)).data;
      const ids = (await xapi[`get${kind}Profiles`](subject)).data;
      const dropped = await statusOf(xapi[`delete${kind}Profile`](where));
      seen[kind] = { made, one: one.data, set, stale, two, ids, dropped };
    }
    return seen;
  },

  async refused() {
    const read = await outcome(xapi.getStatements({ limit: 1 }));
    const wrong = await outcome(client(told.key, "no such secret").getStatements({ limit: 1 }));
    const bad = await outcome(xapi.sendStatement({ statement: statement(1, { verb: { id: "completed" } }) }));
    return { read, wrong, bad };
  },
};

acts[process.argv[2]]().then((seen) => process.stdout.write(JSON.stringify(seen)));
