import assert from "node:assert/strict";
import test from "node:test";

import { chain, joined, other, row } from "./page.mjs";

const ids = (thread) => thread.posts.map((post) => post.id).join(" ");

test("a chain joined by lines ends at its last line, and that is proof", () => {
  const thread = chain([...joined(4), row("9", "bob")], "1");
  assert.equal(ids(thread), "1 2 3 4");
  assert.ok(thread.ended && thread.fromTop);
});

test("a chain whose last line leads to nothing has not ended", () => {
  const thread = chain(joined(4).slice(0, 3), "1");
  assert.equal(ids(thread), "1 2 3");
  assert.ok(!thread.ended && thread.open);
});

test("advertisements and strangers in between are left out", () => {
  const [one, two, three] = joined(3);
  const thread = chain([one, other("ad", "ad"), two, row("8", "bob"), three, row("9", "bob")], "1");
  assert.equal(ids(thread), "1 2 3");
  assert.ok(thread.ended);
});

test("the author's answer to a stranger is not of the thread", () => {
  const answer = row("5", "sam", { up: true });
  const thread = chain([...joined(3), row("4", "bob", { down: true }), answer], "1");
  assert.equal(ids(thread), "1 2 3");
});

test("without lines the author's posts are taken wherever they stand, but not the answers to others", () => {
  const answers = [row("6", "sam", { text: "@bob not quite" }), row("7", "sam", { replying_to: ["carol"] })];
  const cells = [row("1"), row("2"), row("3", "bob"), answers[0], row("4", "carol"), answers[1], row("5"), other("end", "end")];
  const thread = chain(cells, "1");
  assert.equal(ids(thread), "1 2 5");
  assert.ok(thread.ended);
});

test("without lines and without an end, strangers are counted and nothing is proved", () => {
  const thread = chain([row("1"), row("2"), row("3", "bob"), row("4", "carol")], "1");
  assert.equal(thread.otherPosts, 2);
  assert.ok(!thread.ended);
});

test("the post in focus may be in the middle: what it answers is of the thread", () => {
  const thread = chain([...joined(5), row("9", "bob")], "3");
  assert.equal(ids(thread), "1 2 3 4 5");
  assert.ok(thread.fromTop && thread.ended);
});

test("the post in focus may have no line below it, and its neighbour decides", () => {
  const cells = [row("1"), row("2", "sam", { down: true }), row("3", "sam", { up: true }), row("9", "bob")];
  const thread = chain(cells, "1");
  assert.equal(ids(thread), "1 2 3");
  assert.ok(thread.ended);
});

test("a thread that answers a stranger begins with the author", () => {
  const thread = chain([row("0", "bob", { down: true }), ...joined(2), row("9", "carol")], "1");
  assert.equal(ids(thread), "1 2");
  assert.ok(thread.fromTop);
});

test("above the post in focus, too, strangers may stand in between", () => {
  const [one, two, three] = joined(3);
  const thread = chain([one, row("7", "bob"), two, row("8", "carol"), three, row("9", "bob")], "3");
  assert.equal(ids(thread), "1 2 3");
  assert.ok(thread.fromTop && thread.ended);
  assert.equal(ids(chain([row("1"), row("7", "bob"), row("2"), row("3")], "3")), "1 2 3");
});

test("a line that goes up from the first row leads to something unseen", () => {
  const thread = chain([row("1", "sam", { up: true }), row("9", "bob")], "1");
  assert.ok(!thread.fromTop);
});

test("a cell that hides posts inside the thread is a hole", () => {
  const [one, two, three] = joined(3);
  const thread = chain([one, two, other("hidden", "hidden"), three, row("9", "bob")], "1");
  assert.deepEqual(thread.holes, ["2"]);
  assert.equal(ids(thread), "1 2 3");
});

test("a tombstone between the author's posts is a hole, above the one in focus as well", () => {
  const [one, two, three] = joined(3);
  assert.deepEqual(chain([one, other("tombstone", "gone"), two, three, row("9", "bob")], "3").holes, ["1"]);
});

test("a cell that hides replies after the end is no hole", () => {
  const thread = chain([...joined(2), row("8", "bob"), other("hidden", "hidden"), row("9", "bob")], "1");
  assert.deepEqual(thread.holes, []);
  assert.ok(thread.ended);
});

test("a hidden cell at the end of an open thread is a hole", () => {
  const thread = chain([...joined(3).slice(0, 2), other("hidden", "hidden")], "1");
  assert.deepEqual(thread.holes, ["2"]);
  assert.ok(!thread.ended);
});

test("a line says who answers whom, except across a hole", () => {
  const [one, two, three, four] = joined(4);
  const { posts } = chain([one, two, other("hidden", "hidden"), three, four, row("9", "bob")], "3");
  assert.deepEqual(posts.map((post) => post.reply_to ?? null), [null, "1", null, "3"]);
  assert.deepEqual(chain([row("1"), row("2")], "1").posts.map((post) => post.reply_to ?? null), [null, null]);
});

test("a page without posts has no chain", () => {
  assert.equal(chain([], "1").author, null);
  assert.deepEqual(chain([other("ad", "ad")], null).posts, []);
});
