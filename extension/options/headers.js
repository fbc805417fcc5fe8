// Custom headers as a person writes them, one a line, and as requests carry them. Pure.
const NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
const OURS = ["authorization", "content-type", "idempotency-key", "x-threadsheet", "cookie"];

/** `{Name: value}` of the lines, or null when a line is none or names a header that is ours to set. */
export function readHeaders(text) {
  const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
  const pairs = lines.map((line) => [line.slice(0, line.indexOf(":")).trim(), line.slice(line.indexOf(":") + 1).trim()]);
  const good = lines.every((line) => line.includes(":")) && pairs.every(([name, value]) => usable(name, value));
  return good ? Object.fromEntries(pairs) : null;
}

const usable = (name, value) => NAME.test(name) && value !== "" && !OURS.includes(name.toLowerCase());

export const writeHeaders = (headers) => Object.entries(headers).map(([name, value]) => `${name}: ${value}`).join("\n");
