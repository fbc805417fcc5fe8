import assert from "node:assert/strict";
import test from "node:test";

import { other, row, rows } from "./page.mjs";

const { Order, keyed, merged } = rows;
const view = (...ids) => ids.map((id) => row(String(id)));
const keys = (order) => order.cells.map((cell) => cell.key).join(" ");

test("overlapping views become one order", () => {
  const order = new Order();
  order.addView(view(1, 2, 3));
  assert.equal(order.addView(view(3, 4, 5)), 2);
  assert.equal(order.addView(view(2, 3)), 0);
  assert.equal(keys(order), "1 2 3 4 5");
  assert.ok(order.contiguous);
});

test("a view from above goes before", () => {
  const order = new Order();
  order.addView(view(4, 5));
  order.addView(view(2, 3, 4));
  assert.equal(keys(order), "2 3 4 5");
});

test("a view that joins nothing is taken only when insisted on, and leaves a break", () => {
  const order = new Order();
  order.addView(view(1, 2));
  assert.equal(order.addView(view(5, 6)), null);
  assert.equal(keys(order), "1 2");
  order.addView(view(5, 6), { force: true });
  assert.equal(keys(order), "1 2 5 6");
  assert.ok(!order.contiguous);
});

test("later views mend a break, however many it takes", () => {
  const order = new Order();
  order.addView(view(1, 2));
  order.addView(view(6, 7), { force: true });
  order.addView(view(4, 5, 6));
  assert.ok(!order.contiguous);
  order.addView(view(2, 3, 4));
  assert.equal(keys(order), "1 2 3 4 5 6 7");
  assert.ok(order.contiguous);
});

test("an empty view changes nothing", () => {
  const order = new Order();
  assert.equal(order.addView([]), 0);
  order.addView(view(1));
  assert.equal(order.addView([]), 0);
});

test("a row keeps the lines that were drawn when it was seen whole", () => {
  const order = new Order();
  order.addView([row("1", "sam", { down: true })]);
  order.addView([row("1")]);
  assert.equal(order.cells[0].down, true);
});

test("of two readings the longer text and the media that had loaded are kept", () => {
  const early = row("1", "sam", { text: "Begin…", truncated: true }).post;
  const later = row("1", "sam", { text: "Beginning and end", truncated: false, media: [{ kind: "image" }] }).post;
  for (const post of [merged(early, later), merged(later, early)]) {
    assert.equal(post.text, "Beginning and end");
    assert.equal(post.truncated, false);
    assert.equal(post.media.length, 1);
  }
});

test("what one reading knew and the other did not is kept", () => {
  const post = merged(row("1", "sam", { posted_at: "2026-01-01" }).post, row("1", "sam", { posted_at: null }).post);
  assert.equal(post.posted_at, "2026-01-01");
});

test("a row without a post is named by what stands above it, each of several", () => {
  const nameless = (kind, first = false) => ({ ...other(kind, null), first });
  const found = keyed([row("1"), nameless("ad"), nameless("ad"), row("2"), nameless("ad")]);
  assert.equal(new Set(found.map((cell) => cell.key)).size, 5);
});

test("a row without a post at the edge of a view has no name, unless it is the first of all", () => {
  const nameless = (first) => ({ ...other("hidden", null), first });
  assert.equal(keyed([nameless(false), row("1")]).length, 1);
  assert.equal(keyed([nameless(true), row("1")]).length, 2);
});
