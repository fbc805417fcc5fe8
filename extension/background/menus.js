// The context menu for pages, links and selections. Its handler is exported for tests, which cannot open a menu.
import { api, getMessage } from "../browser.js";
import { showBusy } from "./badge.js";
import { newItem } from "./item.js";
import * as outbox from "./outbox.js";
import { inject, start } from "./pages.js";
import { settings } from "./settings.js";

export async function createMenus() {
  await api.contextMenus.removeAll();
  for (const context of ["page", "link", "selection"]) {
    api.contextMenus.create({ id: context, contexts: [context], title: getMessage(`menu_${context}`) });
  }
}

/** Handles a click in the menu. Resolves when the item is stored or collecting has started. */
export async function clicked({ menuItemId, linkUrl, selectionText, pageUrl }, tab) {
  const id = crypto.randomUUID();
  if (menuItemId === "page") {
    await showBusy(true);
    if (await inject(tab.id)) await start(tab.id, id);
    else await showBusy(false);
    return;
  }
  const submission = menuItemId === "link" ? { url: linkUrl } : { text: selectionText, url: pageUrl };
  const about = { title: menuItemId === "link" ? linkUrl : selectionText.slice(0, 90), url: linkUrl ?? pageUrl, posts: null, stopped: null, complete: null };
  await outbox.add(newItem({ id, about, body: JSON.stringify(submission) }, Date.now(), await settings()));
}
