// Injects the scripts that read a page, only after a click on that page, and calls them.
import { api } from "../browser.js";
import { settings } from "./settings.js";

const ANSWER_MS = 15_000;

// Paths from the root: Firefox resolves others relative to the page that injects them.
const FILES = [
  "/page/wording.js",
  "/page/labels.js",
  "/page/record_keys.js",
  "/page/rows.js",
  "/page/chain.js",
  "/page/numbers.js",
  "/page/stop_rules.js",
  "/page/lines.js",
  "/page/scroll.js",
  "/page/view.js",
  "/page/opening.js",
  "/page/uncovering.js",
  "/page/collect.js",
  "/page/articles.js",
  "/page/sites/x_parts.js",
  "/page/sites/x.js",
  "/page/sites/bluesky.js",
  "/page/sites/mastodon_parts.js",
  "/page/sites/mastodon.js",
  "/page/sites/threads.js",
  "/page/sites/linkedin.js",
  "/page/sites/thread_reader.js",
  "/page/tweet_detail.js",
  "/page/captured_answers.js",
  "/page/snapshot.js",
  "/page/submission.js",
  "/page/hand_over.js",
  "/page/commands.js",
];

export const NO_ANSWER = "no_answer"; // a page that is busy, or was closed

/** The value of a promise; NO_ANSWER as an error if it takes too long: a page that is busy answers nothing, not even no. */
function inTime(promise, milliseconds) {
  let timer = null;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(NO_ANSWER)), milliseconds)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function call(tab, func, ...args) {
  const [answer] = await inTime(api.scripting.executeScript({ target: { tabId: tab }, func, args }), ANSWER_MS);
  if (answer.error) throw new Error(answer.error.message ?? answer.error); // Firefox returns the error, Chrome throws it
  return answer.result;
}

/** Injects the scripts. False where extensions are not allowed: the browser's own pages and its store. Throws NO_ANSWER. */
export async function inject(tab) {
  try {
    const [answer] = await inTime(api.scripting.executeScript({ target: { tabId: tab }, files: FILES }), ANSWER_MS);
    return !answer.error;
  } catch (error) {
    if (error.message === NO_ANSWER) throw error;
    return false;
  }
}

/** Reloads a page and injects the scripts again when it has loaded. */
export async function reload(tab) {
  const loaded = new Promise((resolve) => {
    api.tabs.onUpdated.addListener(function onUpdated(id, change) {
      if (id !== tab || change.status !== "complete") return;
      api.tabs.onUpdated.removeListener(onUpdated);
      resolve();
    });
  });
  await api.tabs.reload(tab);
  await loaded;
  return inject(tab);
}

export const describe = (tab) => call(tab, () => threadsheet.commands.describe());

/** Has a thread collected; with `hold` it is not sent before `send`. */
export async function start(tab, id, { hold: held = false } = {}) {
  const { snapshot } = await settings();
  return call(tab, (key, options) => threadsheet.commands.start(key, options), id, { hold: held, snapshot });
}

export const send = (tab, id, choices) => call(tab, (key, chosen) => threadsheet.commands.send(key, chosen), id, choices);
export const hold = (tab, id, held) => call(tab, (key, value) => threadsheet.commands.hold(key, value), id, held);
export const selectedLinks = (tab) => call(tab, () => threadsheet.commands.selectedLinks());
export const sendPage = (tab, id) => call(tab, (key) => threadsheet.commands.sendPage(key), id);
export const sendSelection = (tab, id) => call(tab, (key) => threadsheet.commands.sendSelection(key), id);
export const cancel = (tab) => call(tab, () => threadsheet.commands.cancel());
