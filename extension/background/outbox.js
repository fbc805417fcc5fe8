// The outbox: items whose handout is not ready yet, in IndexedDB, so that they survive a restart of the extension and the browser.
import { PENDING } from "./item.js";

const NAME = "threadsheet";
const STORE = "outbox";
const MAX_ENDED = 20;

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Runs `work(store)` in one transaction; resolves with the result of its request once it is written to disk. */
async function transact(mode, work) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** All items, newest first. */
export async function all() {
  const items = await transact("readonly", (store) => store.getAll());
  return items.sort((one, other) => other.made_at - one.made_at);
}

export const get = (id) => transact("readonly", (store) => store.get(id));
export const remove = (id) => transact("readwrite", (store) => store.delete(id));

/** Stores a new item; one with the same id is only replaced while its page still collects. */
export async function add(item) {
  await transact("readwrite", (store) => {
    const stored = store.get(item.id);
    stored.onsuccess = () => (!stored.result || stored.result.state === "collecting") && store.put(item);
    return stored;
  });
}

/** Replaces an item by `change(item)`. An item that was removed in the meantime stays removed. */
export function update(id, change) {
  return transact("readwrite", (store) => {
    const stored = store.get(id);
    stored.onsuccess = () => stored.result && store.put(change(stored.result));
    return stored;
  });
}

/** Removes all but the newest of the finished items. */
export async function prune() {
  const ended = (await all()).filter((item) => !PENDING.includes(item.state) && item.body === null);
  for (const item of ended.slice(MAX_ENDED)) await remove(item.id);
}
