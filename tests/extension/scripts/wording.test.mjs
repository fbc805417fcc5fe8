import assert from "node:assert/strict";
import test from "node:test";

import { wording } from "./page.mjs";

const { compose, link } = wording;

test("the whole address stands in a shortened link's hidden parts", () => {
  const shown = "https://example.org/a/long/path?and=more…";
  assert.deepEqual(link(shown, "https://t.co/abc"), {
    text: "https://example.org/a/long/path?and=more",
    href: "https://example.org/a/long/path?and=more",
  });
});

test("a shortened link without its scheme gets one", () => {
  assert.equal(link("example.org/path", "https://t.co/abc").href, "https://example.org/path");
});

test("a shortened link that says too little keeps the shortener's address", () => {
  assert.deepEqual(link("example.org/pa…", "https://t.co/abc"), { text: "https://t.co/abc", href: "https://t.co/abc" });
  assert.deepEqual(link("read this", "https://t.co/abc"), { text: "read this", href: "https://t.co/abc" });
});

test("a real address that is shown shortened is written in full", () => {
  assert.equal(link("example.org", "https://www.example.org/whole/path").text, "https://www.example.org/whole/path");
  assert.equal(link("example.org/wh…", "https://example.org/whole").text, "https://example.org/whole");
});

test("words that lead somewhere stay words", () => {
  assert.deepEqual(link("my notes", "https://example.org/notes"), { text: "my notes", href: "https://example.org/notes" });
});

test("a site's detour is left out", () => {
  const detour = "https://l.threads.com/?u=https%3A%2F%2Fexample.org%2Fpage%3Fa%3Db&e=AT0";
  assert.deepEqual(link("example.org/page?a…", detour), { text: "https://example.org/page?a=b", href: "https://example.org/page?a=b" });
});

test("HTML is made of escaped text and checked links, and says what the text says", () => {
  const { text, html } = compose([{ text: " a < b & \"c\"\n" }, { text: "here", href: "https://example.org/?a=1&b=2" }, { text: "\n " }]);
  assert.equal(text, 'a < b & "c"\nhere');
  assert.equal(html, 'a &lt; b &amp; &quot;c&quot;<br><a href="https://example.org/?a=1&amp;b=2">here</a>');
});

test("an address that is no web address is text alone", () => {
  assert.equal(compose([{ text: "click", href: "javascript:alert(1)" }]).html, "click");
});

test("nothing but white space is nothing", () => {
  assert.deepEqual(compose([{ text: " \n" }, { text: "" }]), { text: "", html: "" });
});
