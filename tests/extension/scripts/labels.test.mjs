import assert from "node:assert/strict";
import test from "node:test";

import { labels } from "./page.mjs";

test("a label is known as a whole, whatever its number, dots and case", () => {
  for (const label of ["Show more", "SHOW MORE…", "Read 5 more replies", "さらに表示", "عرض المزيد", "5 weitere Antworten anzeigen"]) assert.ok(labels.is("more", label), label);
  for (const label of ["", "s", "Show me more of this", "Follow"]) assert.ok(!labels.is("more", label), label);
});

test("the site's word for no description is none", () => {
  for (const word of ["Image", "Bild", "画像", "Embedded video", "صورة", ""]) assert.equal(labels.description(word), null);
  assert.equal(labels.description(" A drawing "), "A drawing");
});

test("machine translations are told by their label", () => {
  for (const label of ["Translated from Spanish by Google", "Übersetzt aus dem Englischen", "英語からの翻訳", "مترجم من الإنجليزية"]) assert.ok(labels.isTranslated(label), label);
  assert.ok(!labels.isTranslated("I translated this"));
});
