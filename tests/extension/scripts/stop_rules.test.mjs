import assert from "node:assert/strict";
import test from "node:test";

import { stop_rules } from "./page.mjs";

const { stopReason, verdict } = stop_rules;
const state = (more = {}) => ({ cancelled: false, left: false, ended: false, loginWall: false, idle: 0, bottom: false, bottomIsEnd: false, otherPosts: 0, posts: 5, seconds: 1, ...more });
const proof = (more = {}) => ({ fromTop: true, holes: 0, contiguous: true, truncated: false, ...more });

test("collecting goes on while something new comes", () => {
  assert.equal(stopReason(state()), null);
  assert.equal(stopReason(state({ idle: 2, bottom: true })), null);
});

test("proof of the end stops it at once", () => assert.equal(stopReason(state({ ended: true })), "end"));

test("a wall stops it only when nothing more comes", () => {
  assert.equal(stopReason(state({ loginWall: true })), null);
  assert.equal(stopReason(state({ loginWall: true, idle: 2 })), "login_wall");
});

test("a wall beats the bottom of the page: what it hides is not the end", () => {
  assert.equal(stopReason(state({ loginWall: true, idle: 3, bottom: true, bottomIsEnd: true })), "login_wall");
});

test("the bottom of the page is the end where no line leads on", () => {
  assert.equal(stopReason(state({ idle: 3, bottom: true, bottomIsEnd: true })), "end");
  assert.equal(stopReason(state({ idle: 3, bottom: true })), "no_more");
});

test("a page that stops moving in the middle is told", () => assert.equal(stopReason(state({ idle: 8 })), "stalled"));
test("otherPosts without end stop it", () => assert.equal(stopReason(state({ otherPosts: 25 })), "replies"));
test("there are limits", () => assert.equal(stopReason(state({ posts: 3000 })), "limit"));
test("a person's word comes first", () => assert.equal(stopReason(state({ cancelled: true, ended: true })), "cancelled"));

test("complete needs every proof", () => {
  assert.deepEqual(verdict("end", proof()), { complete: true, stopped: "end" });
  assert.equal(verdict("login_wall", proof()).complete, false);
  const against = { hidden_posts: { holes: 1 }, passed_over: { contiguous: false }, no_beginning: { fromTop: false }, cut_texts: { truncated: true }, no_proof: { expected: false } };
  for (const [reason, more] of Object.entries(against)) assert.deepEqual(verdict("end", proof(more)), { complete: false, stopped: reason });
});
