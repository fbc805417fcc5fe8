// The background: wakes for what happens, keeps nothing in memory, hands over. All listeners are at the top level, because
// the browser ends this script whenever it is idle and starts it again for the next of them.
import { api } from "./browser.js";
import { busy } from "./background/badge.js";
import { advance, ALARM, flush } from "./background/courier.js";
import { again, fresh } from "./background/item.js";
import { clicked, layMenus } from "./background/menus.js";
import * as outbox from "./background/outbox.js";
import { settings } from "./background/settings.js";

const HANDLERS = {
  /** A page hands over what was collected; it asks again until it hears that it was kept. */
  async collected({ id, about, body }) {
    await outbox.add(fresh({ id, about, body }, Date.now(), await settings()));
    advance();
    return { kept: id };
  },
  /** A page could not be collected; the popup, if it is open, says why. */
  async fruitless() {
    await busy(false);
    return {};
  },
  /** The popup is open and wants to see things move. */
  async tick() {
    advance();
    return {};
  },
  /** The way to the server was changed: whatever waits may try it. */
  async flush() {
    flush();
    return {};
  },
  /** Once more: at once for what waits, as a new request for what failed. */
  async again({ id }) {
    const item = await outbox.get(id);
    if (item?.state !== "failed") {
      await outbox.update(id, (there) => ({ ...there, next_at: 0 }));
      advance();
      return { id };
    }
    const anew = again(item, crypto.randomUUID(), Date.now());
    await outbox.add(anew);
    await outbox.remove(id);
    advance();
    return { id: anew.id };
  },
  async remove({ id }) {
    await outbox.remove(id);
    advance();
    return {};
  },
  async savePdf({ id }) {
    await outbox.update(id, (there) => ({ ...there, save_pdf: true }));
    advance();
    return {};
  },
  /** What has ended was seen: the badge may go. */
  async seen() {
    for (const item of await outbox.all()) await outbox.update(item.id, (there) => ({ ...there, seen: true }));
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

api.alarms.onAlarm.addListener((alarm) => alarm.name === ALARM && advance());
api.runtime.onStartup.addListener(flush);
api.runtime.onInstalled.addListener(() => layMenus().then(flush));
api.permissions.onAdded.addListener(flush);
api.contextMenus.onClicked.addListener((info, tab) => clicked(info, tab).then(advance));
