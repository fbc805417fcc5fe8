// The courier: carries what is in the outbox to the server and follows it until the handout is there. Holds no state of
// its own: killed at any moment, it goes on from the outbox.
import { api } from "../browser.js";
import { show } from "./badge.js";
import { savePdf } from "./downloads.js";
import { followed, isDue, LIVE, sent } from "./item.js";
import * as outbox from "./outbox.js";
import { ask } from "./server.js";
import { serverOf, settings } from "./settings.js";

export const ALARM = "outbox";
const LOOK_MS = 150; // a thread is done in a second or two, and somebody is looking
const LATER_LOOK_MS = 500;
const QUICK_MS = 5000;
const WATCH_MS = 25_000; // a background that only waits is ended by the browser after 30 s; the alarm goes on
// What a server says of this very body, now and for ever; all else may be different the next time.
const FINAL = ["invalid", "too_large", "empty", "unsupported_site", "idempotency_mismatch"];

let under_way = null;
let once_more = false;

/** Carry on: send what is due, look at what was sent. Several calls at once are one. */
export function advance() {
  once_more = true;
  under_way ??= rounds().finally(() => (under_way = null));
  return under_way;
}

/** Carry on with everything at once: the browser has just begun, or something has become possible. */
export async function flush() {
  await hurry();
  return advance();
}

async function rounds() {
  const began = Date.now();
  const until = began + WATCH_MS;
  while (once_more || Date.now() < until) {
    once_more = false;
    for (const item of (await outbox.all()).filter((each) => isDue(each, Date.now()))) await send(item);
    for (const item of (await outbox.all()).filter((each) => each.state === "sent")) await follow(item);
    for (const item of (await outbox.all()).filter((each) => each.state === "done" && each.save_pdf)) await savePdf(await serverOf(item), item);
    const now = await tell();
    if (!now.some((item) => item.state === "sent") && !once_more) break;
    await new Promise((resolve) => setTimeout(resolve, Date.now() - began < QUICK_MS ? LOOK_MS : LATER_LOOK_MS));
  }
  await outbox.prune();
  const live = (await outbox.all()).some((item) => LIVE.includes(item.state));
  if (live) await api.alarms.create(ALARM, { periodInMinutes: 0.5 });
  else await api.alarms.clear(ALARM);
}

async function tell() {
  const items = await outbox.all();
  await show(items);
  api.runtime.sendMessage({ to: "popup", kind: "outbox" }).catch(() => null);
  return items;
}

async function send(item) {
  const outcome = await delivered(item);
  await outbox.update(item.id, (there) => sent(there, outcome, Date.now()));
  if (outcome.accepted) await hurry(); // the server is there: so can the others
}

async function delivered(item) {
  const { server } = await settings();
  try {
    const accepted = await ask(server, "/api/v1/submissions", { method: "POST", body: item.body, key: item.id });
    return { accepted, server: server.url };
  } catch (trouble) {
    return judged(trouble);
  }
}

/** A refusal for good, or a reason to try later. */
function judged(trouble) {
  const told = { code: trouble.code, message: trouble.said ?? null };
  return FINAL.includes(trouble.code) ? { refused: told } : { later: told, retryAfter: trouble.retryAfter ?? null };
}

/** Whatever waits for its next attempt is due now. */
async function hurry() {
  for (const item of await outbox.all()) {
    if (item.state === "waiting") await outbox.update(item.id, (there) => ({ ...there, next_at: 0 }));
  }
  once_more = true;
}

async function follow(item) {
  const outcome = await looked(await serverOf(item), item.submission.id);
  await outbox.update(item.id, (there) => followed(there, outcome, Date.now()));
}

async function looked(server, submission) {
  try {
    return { submission: await ask(server, `/api/v1/submissions/${submission}`) };
  } catch (trouble) {
    return trouble.status === 404 ? { gone: true } : { later: { code: trouble.code, message: trouble.said ?? null } };
  }
}
