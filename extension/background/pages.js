// Injects the scripts that read a page, only after a click on that page, and calls them.
import { api } from "../browser.js";

// Paths from the root: Firefox resolves others relative to the page that injects them.
const FILES = [
  "/page/wording.js",
  "/page/rows.js",
  "/page/chain.js",
  "/page/stop_rules.js",
  "/page/lines.js",
  "/page/scroll.js",
  "/page/login_wall.js",
  "/page/collect.js",
  "/page/sites/x.js",
  "/page/sites/bluesky.js",
  "/page/sites/mastodon.js",
  "/page/sites/threads.js",
  "/page/sites/thread_reader.js",
  "/page/tweet_detail.js",
  "/page/captured_answers.js",
  "/page/commands.js",
];

async function call(tab, func, ...args) {
  const [answer] = await api.scripting.executeScript({ target: { tabId: tab }, func, args });
  if (answer.error) throw new Error(answer.error.message ?? answer.error); // Firefox returns the error, Chrome throws it
  return answer.result;
}

/** Injects the scripts. False where extensions are not allowed: the browser's own pages and its store. */
export async function inject(tab) {
  try {
    const [answer] = await api.scripting.executeScript({ target: { tabId: tab }, files: FILES });
    return !answer.error;
  } catch {
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
export const start = (tab, id) => call(tab, (key) => threadsheet.commands.start(key), id);
export const sendPage = (tab, id) => call(tab, (key) => threadsheet.commands.sendPage(key), id);
export const sendSelection = (tab, id) => call(tab, (key) => threadsheet.commands.sendSelection(key), id);
export const cancel = (tab) => call(tab, () => threadsheet.commands.cancel());
