// What is to be done with a list of addresses. Pure.

// Sites whose threads only their own pages show: each is opened and collected. All other addresses are fetched by the server.
const OPENED = [/(^|\.)(x|twitter)\.com$/, /(^|\.)threads\.(com|net)$/, /(^|\.)linkedin\.com$/];
export const PACE_MS = 4000; // between two pages of one site, as a person reads
export const MAX = 200;

/** The addresses in a text, each once, in order: `{url, opened}`. */
export function plan(text) {
  const addresses = text.match(/https?:\/\/[^\s<>"]+/g) ?? [];
  const urls = [...new Set(addresses.map((url) => url.replace(/[).,;]+$/, "")))].filter((url) => URL.canParse(url));
  return urls.slice(0, MAX).map((url) => ({ url, opened: isOpened(url) }));
}

const isOpened = (url) => OPENED.some((host) => host.test(new URL(url).hostname));

/** The host permissions for the pages that have to be opened. */
export function origins(steps) {
  return [...new Set(steps.filter(({ opened }) => opened).map(({ url }) => `${new URL(url).origin}/*`))];
}

/** Milliseconds to wait before a page, so that one site is not asked faster than a person asks it. */
export function pause({ url }, visited, now) {
  const last = visited.get(new URL(url).hostname);
  return last === undefined ? 0 : Math.max(0, PACE_MS - (now - last));
}
