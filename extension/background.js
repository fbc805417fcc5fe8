// The background script: receives events and messages and passes them on. It keeps nothing in memory, and all listeners are at
// the top level, because the browser stops this script when it is idle and starts it again for the next event.
import { api } from "./browser.js";
import { showBusy } from "./background/badge.js";
import { advance, ALARM, flush } from "./background/delivery.js";
import { collecting, discard, isCancelled, releaseAbandoned } from "./background/collecting.js";
import { newItem, retryItem } from "./background/item.js";
import { clicked, createMenus } from "./background/menus.js";
import * as outbox from "./background/outbox.js";
import { settings } from "./background/settings.js";

const HANDLERS = {
  /** A page hands over what was collected; it repeats this until the answer confirms that it was stored. */
  async collected({ id, about, body }) {
    if (await isCancelled(id)) return { stored: id };
    await outbox.add(newItem({ id, about, body }, Date.now(), await settings()));
    advance();
    return { stored: id };
  },
  /** Nothing of a page is to be sent: no post was found, or a person cancelled; the popup, if it is open, says why. */
  async discard({ id }) {
    await discard(id);
    await showBusy(false);
    advance();
    return {};
  },
  /** The popup is open: deliver without waiting for the alarm. */
  async tick() {
    advance();
    return {};
  },
  /** The server or its permission was changed: everything that waits may be tried. */
  async flush() {
    flush();
    return {};
  },
  /** Tries an item again: a waiting one at once, a failed one as a new request. */
  async again({ id }) {
    const item = await outbox.get(id);
    if (item?.state !== "failed") {
      await outbox.update(id, (stored) => ({ ...stored, next_at: 0 }));
      advance();
      return { id };
    }
    const retried = retryItem(item, crypto.randomUUID(), Date.now());
    await outbox.add(retried);
    await outbox.remove(id);
    advance();
    return { id: retried.id };
  },
  async remove({ id }) {
    await outbox.remove(id);
    advance();
    return {};
  },
  async savePdf({ id }) {
    await outbox.update(id, (stored) => ({ ...stored, save_pdf: true }));
    advance();
    return {};
  },
  /** The user has seen the results: the badge is cleared. */
  async seen() {
    for (const item of await outbox.all()) await outbox.update(item.id, (stored) => ({ ...stored, seen: true }));
    advance();
    return {};
  },
};

api.runtime.onMessage.addListener((message, _sender, answer) => {
  const handler = message.to === "background" && HANDLERS[message.kind];
  if (!handler) return false;
  handler(message).then(answer, (error) => answer({ error: String(error) }));
  return true;
});

api.runtime.onConnect.addListener(collecting);
api.alarms.onAlarm.addListener((alarm) => alarm.name === ALARM && releaseAbandoned().then(advance));
api.runtime.onStartup.addListener(() => releaseAbandoned(true).then(flush));
api.runtime.onInstalled.addListener(() => createMenus().then(flush));
api.permissions.onAdded.addListener(flush);
api.contextMenus.onClicked.addListener((info, tab) => clicked(info, tab).then(advance));
