import assert from "node:assert/strict";
import test from "node:test";

import { stop_rules } from "./page.mjs";

const { stopReason, verdict } = stop_rules;
const state = (more = {}) => ({ cancelled: false, left: false, ended: false, loginWall: false, idle: 0, bottom: false, open: false, otherPosts: 0, posts: 5, seconds: 1, ...more });
const post = (text = "Words", more = {}) => ({ text, truncated: false, answers: null, ...more });
const proof = (more = {}) => ({ posts: [post(), post()], thread: { rowsAfter: 1, endShown: false }, fromTop: true, holes: 0, contiguous: true, blocked: null, ...more });

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
  assert.equal(stopReason(state({ loginWall: true, idle: 3, bottom: true, open: true })), "login_wall");
});

test("the bottom of the page is the end where no line leads on", () => {
  assert.equal(stopReason(state({ idle: 3, bottom: true })), "end");
  assert.equal(stopReason(state({ idle: 3, bottom: true, open: true })), "no_more");
});

test("a page that stops moving in the middle is told", () => assert.equal(stopReason(state({ idle: 8 })), "stalled"));
test("otherPosts without end stop it", () => assert.equal(stopReason(state({ otherPosts: 25 })), "replies"));
test("there are limits", () => assert.equal(stopReason(state({ posts: 3000 })), "limit"));
test("a person's word comes first", () => assert.equal(stopReason(state({ cancelled: true, ended: true })), "cancelled"));

test("complete needs every proof", () => {
  assert.deepEqual(verdict("end", proof()), { complete: true, stopped: "end" });
  assert.equal(verdict("login_wall", proof()).complete, false);
  const against = {
    hidden_posts: { holes: 1 },
    passed_over: { contiguous: false },
    no_beginning: { fromTop: false },
    cut_texts: { posts: [post("Words", { truncated: true }), post()] },
    dialog: { blocked: "dialog" },
    still_loading: { blocked: "still_loading" },
    announced: { posts: [post("1/9 One"), post("2/9 Two")] },
    answers_hidden: { posts: [post(), post("Words", { answers: 4 })] },
    no_end: { thread: { rowsAfter: 0, endShown: false } },
    no_proof: { site_proof: false },
  };
  for (const [reason, more] of Object.entries(against)) assert.deepEqual(verdict("end", proof(more)), { complete: false, stopped: reason });
});

test("nothing below the last post is no evidence, unless nobody answered it or its number is the last", () => {
  const thread = { rowsAfter: 0, endShown: false };
  assert.equal(verdict("end", proof({ thread })).stopped, "no_end");
  assert.equal(verdict("end", proof({ thread, posts: [post(), post("Words", { answers: 0 })] })).complete, true);
  assert.equal(verdict("end", proof({ thread, posts: [post("1/2 One", { answers: 9 }), post("2/2 Two", { answers: 9 })] })).complete, true);
});

test("a lone post that announces more is not complete", () => {
  for (const text of ["1/ A start", "A thread 🧵", "Let me explain 👇", "(1/12) Words", "Erstens. 1/4", "Words. Thread:"]) {
    assert.equal(verdict("end", proof({ posts: [post(text)] })).stopped, "announced", text);
  }
  for (const text of ["Only words.", "Open 24/7 for 3/4 of you", "We met on 1/2 in Rome."]) assert.equal(verdict("end", proof({ posts: [post(text)] })).complete, true, text);
});
