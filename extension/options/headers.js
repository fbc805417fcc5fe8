// Custom headers: converts between the lines of the text field and the object that requests use. Pure.
const NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
const RESERVED = ["authorization", "content-type", "idempotency-key", "x-threadsheet", "cookie"];

/** Parses lines into `{Name: value}`; null if a line is not a header or names one that the extension sets itself. */
export function readHeaders(text) {
  const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
  const pairs = lines.map((line) => [line.slice(0, line.indexOf(":")).trim(), line.slice(line.indexOf(":") + 1).trim()]);
  const good = lines.every((line) => line.includes(":")) && pairs.every(([name, value]) => usable(name, value));
  return good ? Object.fromEntries(pairs) : null;
}

const usable = (name, value) => NAME.test(name) && value !== "" && !RESERVED.includes(name.toLowerCase());

export const writeHeaders = (headers) => Object.entries(headers).map(([name, value]) => `${name}: ${value}`).join("\n");
