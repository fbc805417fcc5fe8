// The outbox: what was collected and is not yet a handout, in IndexedDB, so that it survives everything but the browser.
import { LIVE } from "./item.js";

const NAME = "threadsheet";
const STORE = "outbox";
const ENDED_KEPT = 20;

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Run `work(store)` in one transaction; resolves with its request's result once that is on disk. */
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

/** Keep a new item; one with this id that is there already stays as it is. */
export async function add(item) {
  await transact("readwrite", (store) => {
    const there = store.get(item.id);
    there.onsuccess = () => there.result ?? store.put(item);
    return there;
  });
}

/** Change an item where it lies: `change(item)` gives the new one. What was removed meanwhile stays removed. */
export function update(id, change) {
  return transact("readwrite", (store) => {
    const there = store.get(id);
    there.onsuccess = () => there.result && store.put(change(there.result));
    return there;
  });
}

/** Forget all but the newest of what has ended well. */
export async function prune() {
  const ended = (await all()).filter((item) => !LIVE.includes(item.state) && item.body === null);
  for (const item of ended.slice(ENDED_KEPT)) await remove(item.id);
}
