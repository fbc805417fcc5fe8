// Delivers the items of the outbox to the server and polls their submissions until the handouts are ready. All state is in the
// outbox: after a restart at any moment, delivery continues from there.
import { api } from "../browser.js";
import { showBadge } from "./badge.js";
import { savePdf } from "./downloads.js";
import { afterPolling, afterSending, isDue, PENDING } from "./item.js";
import * as outbox from "./outbox.js";
import { request, submit } from "./server.js";
import { serverOf, settings } from "./settings.js";

export const ALARM = "outbox";
const POLL_MS = 150; // a thread is done in a second or two, and the user is watching
const SLOW_POLL_MS = 500;
const QUICK_MS = 5000;
const WATCH_MS = 25_000; // the browser stops a waiting background script after 30 s; then the alarm continues
// Refusals that depend only on the body: another attempt would not help.
const FINAL = ["invalid", "too_large", "empty", "unsupported_site", "idempotency_mismatch"];

let running = null;
let again = false;

/** Sends what is due and polls what was sent. Calls while this is running are merged into one more round. */
export function advance() {
  again = true;
  running ??= rounds().finally(() => (running = null));
  return running;
}

/** Tries everything that waits at once: the browser has started, or the server or a permission has changed. */
export async function flush() {
  await makeAllDue();
  return advance();
}

async function rounds() {
  const began = Date.now();
  const until = began + WATCH_MS;
  while (again || Date.now() < until) {
    again = false;
    for (const item of (await outbox.all()).filter((candidate) => isDue(candidate, Date.now()))) await send(item);
    for (const item of (await outbox.all()).filter((candidate) => candidate.state === "sent")) await poll(item);
    for (const item of (await outbox.all()).filter((candidate) => candidate.state === "done" && candidate.save_pdf)) await savePdf(await serverOf(item), item);
    const items = await announce();
    if (!items.some((item) => item.state === "sent") && !again) break;
    await new Promise((resolve) => setTimeout(resolve, Date.now() - began < QUICK_MS ? POLL_MS : SLOW_POLL_MS));
  }
  await outbox.prune();
  const pending = (await outbox.all()).some((item) => PENDING.includes(item.state));
  if (pending) await api.alarms.create(ALARM, { periodInMinutes: 0.5 });
  else await api.alarms.clear(ALARM);
}

async function announce() {
  const items = await outbox.all();
  await showBadge(items);
  api.runtime.sendMessage({ to: "popup", kind: "outbox" }).catch(() => null);
  return items;
}

async function send(item) {
  const outcome = await attempt(item);
  await outbox.update(item.id, (stored) => afterSending(stored, outcome, Date.now()));
  if (outcome.accepted) await makeAllDue(); // the server is reachable: send the others too
}

async function attempt(item) {
  const { server } = await settings();
  try {
    const accepted = await submit(server, item.body, item.id);
    return { accepted, server: server.url };
  } catch (error) {
    return refusedOrLater(error);
  }
}

/** The outcome of a failed attempt: a final refusal, or a reason to try again later. */
function refusedOrLater(error) {
  const reason = { code: error.code, message: error.serverMessage ?? null };
  return FINAL.includes(error.code) ? { refused: reason, fields: error.fields ?? [] } : { later: reason, retryAfter: error.retryAfter ?? null };
}

/** Makes all waiting items due now. */
async function makeAllDue() {
  for (const item of await outbox.all()) {
    if (item.state === "waiting") await outbox.update(item.id, (stored) => ({ ...stored, next_at: 0 }));
  }
  again = true;
}

async function poll(item) {
  const outcome = await submissionState(await serverOf(item), item.submission.id);
  await outbox.update(item.id, (stored) => afterPolling(stored, outcome, Date.now()));
}

async function submissionState(server, submission) {
  try {
    return { submission: await request(server, `/api/v1/submissions/${submission}`) };
  } catch (error) {
    return error.status === 404 ? { gone: true } : { later: { code: error.code, message: error.serverMessage ?? null } };
  }
}
