// Reaching into a page: what is injected, and only after a click on that page.
import { api } from "../browser.js";

// From the root: Firefox would look for them beside the page of ours that asks.
const FILES = [
  "/page/wording.js",
  "/page/rows.js",
  "/page/chain.js",
  "/page/ending.js",
  "/page/lines.js",
  "/page/scroll.js",
  "/page/wall.js",
  "/page/collect.js",
  "/page/sites/x.js",
  "/page/sites/bluesky.js",
  "/page/sites/mastodon.js",
  "/page/sites/threads.js",
  "/page/sites/thread_reader.js",
  "/page/detail.js",
  "/page/heard.js",
  "/page/talk.js",
];

async function call(tab, func, ...args) {
  const [answer] = await api.scripting.executeScript({ target: { tabId: tab }, func, args });
  if (answer.error) throw new Error(answer.error.message ?? answer.error); // Firefox tells it, Chrome raises it
  return answer.result;
}

/** Let ourselves into a page. False where no extension may go: the browser's own pages, its store. */
export async function enter(tab) {
  try {
    const [answer] = await api.scripting.executeScript({ target: { tabId: tab }, files: FILES });
    return !answer.error;
  } catch {
    return false;
  }
}

/** Load a page once more and enter it again when it is there. */
export async function reload(tab) {
  const loaded = new Promise((resolve) => {
    api.tabs.onUpdated.addListener(function heard(id, change) {
      if (id !== tab || change.status !== "complete") return;
      api.tabs.onUpdated.removeListener(heard);
      resolve();
    });
  });
  await api.tabs.reload(tab);
  await loaded;
  return enter(tab);
}

export const look = (tab) => call(tab, () => threadsheet.talk.look());
export const start = (tab, id) => call(tab, (key) => threadsheet.talk.start(key), id);
export const startPage = (tab, id) => call(tab, (key) => threadsheet.talk.startPage(key), id);
export const select = (tab, id) => call(tab, (key) => threadsheet.talk.select(key), id);
export const cancel = (tab) => call(tab, () => threadsheet.talk.cancel());
