// What pages have collected while they still collect: kept in the outbox, so that a closed tab, a navigation or a crash loses
// nothing. A page holds a connection open; when it ends without a result, what is there is sent.
import { ALARM, advance } from "./delivery.js";
import { api } from "../browser.js";
import { abandoned, isAbandoned, partialItem } from "./item.js";
import * as outbox from "./outbox.js";
import { settings } from "./settings.js";

const NAME = "collecting ";
const CANCELLED = "cancelled"; // in the storage of the session: ids of which nothing is to be sent
const GRACE_MS = 1000; // a page reconnects at once when this script was stopped

/** Listens to a page that collects. */
export function collecting(port) {
  if (!port.name.startsWith(NAME)) return;
  const id = port.name.slice(NAME.length);
  let latest = Date.now();
  port.onMessage.addListener((message) => {
    latest = Date.now();
    keep(id, message);
  });
  port.onDisconnect.addListener(() => setTimeout(() => release(id, latest), GRACE_MS));
}

async function keep(id, { kind, about, body }) {
  const now = Date.now();
  if (await isCancelled(id)) return;
  if (kind === "partial") await outbox.add(partialItem({ id, about, body }, now, await settings()));
  else await outbox.update(id, (item) => (item.state === "collecting" ? { ...item, next_at: now } : item));
  await api.alarms.create(ALARM, { periodInMinutes: 0.5 });
}

/** The page's connection ended. Unless it was connected again since, what it collected is sent. */
async function release(id, latest) {
  const item = await outbox.get(id);
  if (item?.state !== "collecting" || item.next_at > latest + GRACE_MS / 2) return;
  await outbox.update(id, (stored) => abandoned(stored, Date.now()));
  advance();
}

/** Sends what pages have collected that are gone: all of it after a start of the browser, when no page can be left. */
export async function releaseAbandoned(all = false) {
  const now = Date.now();
  for (const item of await outbox.all()) {
    if (all ? item.state === "collecting" : isAbandoned(item, now)) await outbox.update(item.id, (stored) => abandoned(stored, now));
  }
}

/** Forgets what a page has collected, and what it may still hand over. */
export async function discard(id) {
  const ids = await cancelledIds();
  await api.storage.session.set({ [CANCELLED]: [...ids, id].slice(-50) });
  const item = await outbox.get(id);
  if (item?.state === "collecting") await outbox.remove(id);
}

export const isCancelled = async (id) => (await cancelledIds()).includes(id);

const cancelledIds = async () => (await api.storage.session.get(CANCELLED))[CANCELLED] ?? [];
