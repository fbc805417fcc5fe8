// Loads the scripts that are injected into pages, in the same order.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
for (const name of ["wording", "labels", "record_keys", "rows", "chain", "numbers", "stop_rules", "tweet_detail"]) require(`../../../extension/page/${name}.js`);

export const { wording, labels, record_keys, rows, chain, numbers, stop_rules, tweet_detail } = globalThis.threadsheet;

/** A row that is a post. */
export function row(id, handle = "sam", { up = false, down = false, ...more } = {}) {
  const post = { id, text: `Post ${id}`, html: `Post ${id}`, media: [], author: { handle }, truncated: false, ...more };
  return { key: id, kind: "post", up, down, post };
}

export const other = (kind, key) => ({ key, kind, up: false, down: false, post: null });

/** The author's posts 1…n, joined by lines. */
export function joined(n) {
  return Array.from({ length: n }, (_, index) => row(String(index + 1), "sam", { up: index > 0, down: index < n - 1 }));
}
