// Every sentence that is used exists in every language, with the same places to fill in, and none is left over.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../extension/", import.meta.url));
const LANGUAGES = readdirSync(join(ROOT, "_locales"));
const words = Object.fromEntries(LANGUAGES.map((language) => [language, JSON.parse(readFileSync(join(ROOT, "_locales", language, "messages.json"), "utf8"))]));

function files(folder, found = []) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) name === "tests" || name === "_locales" || files(path, found);
    else if (/\.(js|html|json)$/.test(name)) found.push(readFileSync(path, "utf8"));
  }
  return found;
}

const source = files(ROOT).join("\n");
// Names that are put together from a value: their beginnings, and every value they can have.
const FAMILIES = /`([a-z]+_)\$\{/g;

function used() {
  const whole = [...source.matchAll(/\bgetMessage\(\s*"([a-z_]+)"|data-message(?:-label)?="(\w+)"|__MSG_(\w+)__/g)].map((found) => found[1] ?? found[2] ?? found[3]);
  const counted = [...source.matchAll(/getCountMessage\(\s*"([a-z_]+)"/g)].flatMap((found) => [`${found[1]}_one`, `${found[1]}_other`]);
  const chosen = [...source.matchAll(/getMessage\([^()`]*\? "([a-z_]+)" : "([a-z_]+)"/g)].flatMap((found) => [found[1], found[2]]);
  const other = [...source.matchAll(/` : "([a-z_]+)"\)/g)].map((found) => found[1]);
  return new Set([...whole, ...counted, ...chosen, ...other]);
}

const beginnings = [...source.matchAll(FAMILIES)].map((found) => found[1]);

test("there are English and German", () => assert.deepEqual(LANGUAGES.sort(), ["de", "en"]));

test("every sentence that is used exists", () => {
  for (const name of used()) assert.ok(words.en[name], name);
});

test("no sentence is left over", () => {
  const names = used();
  for (const name of Object.keys(words.en)) assert.ok(names.has(name) || beginnings.some((beginning) => name.startsWith(beginning)), name);
});

test("every language says the same things, with the same places to fill in", () => {
  const places = (message) => [...new Set(message.match(/\$\d/g))].sort().join();
  for (const language of LANGUAGES) {
    assert.deepEqual(Object.keys(words[language]).sort(), Object.keys(words.en).sort());
    for (const [name, { message }] of Object.entries(words[language])) assert.equal(places(message), places(words.en[name].message), `${language} ${name}`);
  }
});

test("every reason to stop has its sentence", () => {
  const reasons = [...readFileSync(join(ROOT, "page", "stop_rules.js"), "utf8").matchAll(/(?:return|\?|stopped:) "([a-z_]+)"/g)].map((found) => found[1]);
  assert.ok(reasons.length > 8);
  for (const reason of reasons) if (reason !== "end") assert.ok(words.en[`stopped_${reason}`], reason);
});

test("every trouble has its sentence", () => {
  const troubles = [...readFileSync(join(ROOT, "background", "server.js"), "utf8").matchAll(/new RequestError\("([a-z_]+)"/g)].map((found) => found[1]);
  assert.ok(troubles.length > 5);
  for (const trouble of [...troubles, "refused", "unreachable"]) assert.ok(words.en[`trouble_${trouble}`], trouble);
});
