import assert from "node:assert/strict";
import test from "node:test";

import { afterPolling, afterSending, badge, delay, isDue, newItem, retryItem } from "../../../extension/background/item.js";

const NOW = 1_000_000;
const item = (more = {}) => ({ ...newItem({ id: "key", about: { title: "A thread" }, body: "{}" }, NOW), ...more });
const later = { later: { code: "unreachable", message: null } };

test("a new item is due at once, under its own key", () => {
  assert.ok(isDue(item(), NOW));
  assert.equal(item().id, "key");
});

test("what is chosen in the settings goes with every item", () => {
  const chosen = { edition: "reading", codebook: null, labels: ["Later"], save_pdf: true };
  const withLabels = newItem({ id: "key", about: {}, body: '{"url":"https://x.com/a/status/1"}' }, NOW, chosen);
  assert.deepEqual(JSON.parse(withLabels.body), { url: "https://x.com/a/status/1", edition: "reading", labels: ["Later"] });
});

test("each failure waits longer, up to half an hour, and never gives up", () => {
  let one = item();
  const waits = [];
  for (let attempt = 0; attempt < 10; attempt += 1) {
    one = afterSending(one, later, NOW);
    waits.push((one.next_at - NOW) / 1000);
    assert.equal(one.state, "waiting");
    assert.equal(one.body, "{}");
  }
  assert.deepEqual(waits, [5, 30, 60, 120, 300, 600, 1800, 1800, 1800, 1800]);
});

test("a server's own word about when is heeded, within reason", () => {
  assert.equal(delay(1, 40), 40_000);
  assert.equal(delay(1, 1), 5000);
  assert.equal(delay(1, 1e9), 1_800_000);
});

test("what was accepted is followed, and keeps its body until it is done", () => {
  const taken = afterSending(item({ attempts: 3 }), { accepted: { id: "s1", state: "received" }, server: "http://here" }, NOW);
  assert.equal(taken.state, "sent");
  assert.equal(taken.body, "{}");
  assert.equal(taken.server, "http://here");
  const done = afterPolling(taken, { submission: { id: "s1", state: "done" } }, NOW);
  assert.deepEqual([done.state, done.body], ["done", null]);
});

test("a refusal for good is told and kept, so that it can be tried as something else", () => {
  const refused = afterSending(item(), { refused: { code: "too_large", message: "Too large." } }, NOW);
  assert.deepEqual([refused.state, refused.error.code, refused.body], ["failed", "too_large", "{}"]);
});

test("only the extras that were refused are dropped, and it is sent again", () => {
  const withExtras = item({ body: JSON.stringify({ posts: {}, snapshot: {}, labels: ["One"] }) });
  const outcome = (refused, fields) => {
    const next = afterSending(withExtras, { refused, fields }, NOW);
    return [next.state, Object.keys(JSON.parse(next.body)), next.about.dropped];
  };
  assert.deepEqual(outcome({ code: "invalid" }, ["labels.0"]), ["waiting", ["posts", "snapshot"], ["labels"]]);
  assert.deepEqual(outcome({ code: "too_large" }, []), ["waiting", ["posts", "labels"], ["snapshot"]]);
  assert.deepEqual(outcome({ code: "invalid" }, ["posts.items"]), ["failed", ["posts", "snapshot", "labels"], undefined]);
});

test("what failed on the server says why, and once more is a new request", () => {
  const failed = afterPolling(item({ state: "sent", submission: { id: "s1" } }), { submission: { id: "s1", state: "failed", error: { code: "not_a_thread", message: "No." } } }, NOW);
  assert.equal(failed.error.code, "not_a_thread");
  const anew = retryItem({ ...failed, save_pdf: true }, "another", NOW + 5);
  assert.deepEqual([anew.id, anew.state, anew.error, anew.body, anew.save_pdf], ["another", "waiting", null, "{}", true]);
});

test("a server that knows nothing of it any more is sent it again", () => {
  const lost = afterPolling(item({ state: "sent", submission: { id: "s1" } }), { gone: true }, NOW);
  assert.deepEqual([lost.state, lost.submission], ["waiting", null]);
  assert.ok(isDue(lost, NOW));
});

test("a server that cannot be reached while following changes nothing but what is told", () => {
  const quiet = afterPolling(item({ state: "sent", submission: { id: "s1" } }), later, NOW);
  assert.deepEqual([quiet.state, quiet.error.code], ["sent", "unreachable"]);
});

test("the badge tells the most pressing thing, and forgets what was seen", () => {
  assert.equal(badge([item()]).text, "…");
  assert.equal(badge([item({ attempts: 1 }), item({ attempts: 2 })]).text, "2");
  assert.equal(badge([item({ state: "failed" })]).text, "!");
  assert.equal(badge([item({ state: "done" })]).text, "✓");
  assert.equal(badge([item({ state: "done", seen: true }), item({ state: "failed", seen: true })]).text, "");
});
