import assert from "node:assert/strict";
import test from "node:test";

import { origins, pause, plan, PACE_MS } from "../../../extension/many/plan.js";

test("a list has each address once, in order, whatever stands around it", () => {
  const steps = plan("See https://x.com/a/status/1, (https://bsky.app/profile/a/post/b) and\nhttps://x.com/a/status/1.");
  assert.deepEqual(steps, [
    { url: "https://x.com/a/status/1", opened: true },
    { url: "https://bsky.app/profile/a/post/b", opened: false },
  ]);
  assert.deepEqual(origins(steps), ["https://x.com/*"]);
});

test("one site is asked no faster than a person asks it", () => {
  const visited = new Map([["x.com", 1000]]);
  assert.equal(pause({ url: "https://x.com/a" }, visited, 1500), PACE_MS - 500);
  assert.equal(pause({ url: "https://bsky.app/a" }, visited, 1500), 0);
});
