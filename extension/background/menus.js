// The context menu: this page, a link to a thread, a selection. Its handler is exported, since no test can open a menu.
import { api, say } from "../browser.js";
import { busy } from "./badge.js";
import { fresh } from "./item.js";
import * as outbox from "./outbox.js";
import { enter, start } from "./pages.js";
import { settings } from "./settings.js";

export async function layMenus() {
  await api.contextMenus.removeAll();
  for (const context of ["page", "link", "selection"]) {
    api.contextMenus.create({ id: context, contexts: [context], title: say(`menu_${context}`) });
  }
}

/** What to do about a click in the menu. Resolves once it is kept, or collecting has begun. */
export async function clicked({ menuItemId, linkUrl, selectionText, pageUrl }, tab) {
  const id = crypto.randomUUID();
  if (menuItemId === "page") {
    await busy(true);
    if (await enter(tab.id)) await start(tab.id, id);
    else await busy(false);
    return;
  }
  const submission = menuItemId === "link" ? { url: linkUrl } : { text: selectionText, url: pageUrl };
  const about = { title: menuItemId === "link" ? linkUrl : selectionText.slice(0, 90), url: linkUrl ?? pageUrl, posts: null, stopped: null, complete: null };
  await outbox.add(fresh({ id, about, body: JSON.stringify(submission) }, Date.now(), await settings()));
}
