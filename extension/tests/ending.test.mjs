import assert from "node:assert/strict";
import test from "node:test";

import { ending } from "./page.mjs";

const { stop, verdict } = ending;
const seen = (more = {}) => ({ cancelled: false, left: false, ended: false, wall: false, idle: 0, bottom: false, bottomIsEnd: false, strangers: 0, posts: 5, seconds: 1, ...more });
const proof = (more = {}) => ({ fromTop: true, holes: 0, whole: true, truncated: false, ...more });

test("collecting goes on while something new comes", () => {
  assert.equal(stop(seen()), null);
  assert.equal(stop(seen({ idle: 2, bottom: true })), null);
});

test("proof of the end stops it at once", () => assert.equal(stop(seen({ ended: true })), "end"));

test("a wall stops it only when nothing more comes", () => {
  assert.equal(stop(seen({ wall: true })), null);
  assert.equal(stop(seen({ wall: true, idle: 2 })), "login_wall");
});

test("a wall beats the bottom of the page: what it hides is not the end", () => {
  assert.equal(stop(seen({ wall: true, idle: 3, bottom: true, bottomIsEnd: true })), "login_wall");
});

test("the bottom of the page is the end where no line leads on", () => {
  assert.equal(stop(seen({ idle: 3, bottom: true, bottomIsEnd: true })), "end");
  assert.equal(stop(seen({ idle: 3, bottom: true })), "no_more");
});

test("a page that stops moving in the middle is told", () => assert.equal(stop(seen({ idle: 8 })), "stalled"));
test("strangers without end stop it", () => assert.equal(stop(seen({ strangers: 25 })), "replies"));
test("there are limits", () => assert.equal(stop(seen({ posts: 3000 })), "limit"));
test("a person's word comes first", () => assert.equal(stop(seen({ cancelled: true, ended: true })), "cancelled"));

test("complete needs every proof", () => {
  assert.deepEqual(verdict("end", proof()), { complete: true, stopped: "end" });
  assert.equal(verdict("login_wall", proof()).complete, false);
  const against = { hidden_posts: { holes: 1 }, passed_over: { whole: false }, no_beginning: { fromTop: false }, cut_texts: { truncated: true }, no_proof: { expected: false } };
  for (const [reason, more] of Object.entries(against)) assert.deepEqual(verdict("end", proof(more)), { complete: false, stopped: reason });
});
