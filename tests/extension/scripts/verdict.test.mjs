import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { step } from "../../../extension/popup/steps.js";
import { verdict } from "../../../extension/popup/verdict.js";

const english = JSON.parse(readFileSync(new URL("../../../extension/_locales/en/messages.json", import.meta.url), "utf8"));
const getMessage = (name, ...values) => (english[name]?.message ?? name).replace(/\$(\d)/g, (_, at) => values[at - 1]);
const words = {
  getMessage,
  getCountMessage: (name, count) => getMessage(`${name}_${count === 1 ? "one" : "other"}`, count),
  formatList: (items) => new Intl.ListFormat("en").format(items.map(String)),
};
const item = (completeness, about = {}, more = {}) => ({ state: "done", about: { posts: 7, stopped: null, complete: null, ...about }, submission: { state: "done", completeness }, error: null, ...more });

test("what is missing, and why, is one sentence", () => {
  const sentence = verdict(item({ verdict: "gaps", declared: 9, missing: [3, 6] }, { complete: false, stopped: "login_wall" }), words);
  assert.equal(sentence, "7 of 9, 3 and 6 are missing: scrolling stopped at a login wall.");
});

test("a complete thread has a short verdict", () => {
  assert.equal(verdict(item({ verdict: "complete", declared: 7, missing: [] }, { complete: true, stopped: "end" }), words), "Complete: 7 posts.");
});

test("doubt is stated as doubt, with its reason", () => {
  const sentence = verdict(item({ verdict: "unknown", declared: null, missing: [] }, { complete: false, stopped: "stalled" }), words);
  assert.equal(sentence, "7 posts. It is not certain that this is the whole thread: the page stopped loading more posts.");
});

test("without a reason of the extension the server's own is shown", () => {
  const reasons = [{ code: "boundaries_guessed", message: "The posts were told apart by blank lines." }];
  assert.equal(verdict(item({ verdict: "unknown", declared: null, missing: [], reasons }, { posts: null }), words), "It is not certain that this is the whole thread. The posts were told apart by blank lines.");
});

test("many missing numbers are shown as ranges, and not all of them", () => {
  const verdictFor = (missing) => verdict(item({ verdict: "gaps", declared: 40, missing }), words);
  assert.equal(verdictFor(Array.from({ length: 28 }, (_, index) => index + 13)), "12 of 40, 13–40 are missing.");
  assert.equal(verdictFor([1, 3, 5, 7, 9, 11, 13, 15, 17, 19]), "30 of 40, 1, 3, 5, 7, 9, 11, 13, 15, and … are missing.");
});

test("what waits says that it is kept", () => {
  const { text, tone } = step(item(null, {}, { state: "waiting", error: { code: "unreachable", message: null } }), words);
  assert.match(text, /^Saved in this browser, not sent yet\. .*cannot be reached/);
  assert.equal(tone, "trouble");
});

test("trouble on the way comes with what to do about it, anything else in the server's words", () => {
  assert.match(step(item(null, {}, { state: "waiting", error: { code: "refused", message: "Unauthorised" } }), words).text, /pair this browser/);
  assert.equal(step(item(null, {}, { state: "failed", error: { code: "not_a_thread", message: "This is not a thread." } }), words).text, "This is not a thread.");
});
