// An item of the outbox: a submission from the moment it was collected until its handout is ready. Pure: this module decides its
// next state; outbox.js stores it and delivery.js sends it.
//
// collecting -> waiting -> sent -> done | failed. An item has its body until it is done, so that nothing has to be collected again.
// While its page still collects, it has what was found so far: if the page is closed, that is sent.

const SECOND = 1000;
const DELAYS = [5, 30, 60, 120, 300, 600, 1800].map((seconds) => seconds * SECOND);

const SILENT = 90 * SECOND; // a page that collects tells every ten seconds that it is there, in the background every minute

export const PENDING = ["collecting", "waiting", "sent"];

/** A new item. Its `id` is its Idempotency-Key: the server stores it once, however often it is sent. What is chosen in the settings goes with it. */
export function newItem({ id, about, body }, now, { save_pdf = false, edition = null, codebook = null, labels = [] } = {}) {
  return { id, about, body: withChoices(body, { edition, codebook, labels }), made_at: now, state: "waiting", attempts: 0, next_at: now, error: null, server: null, submission: null, save_pdf, seen: false };
}

function withChoices(body, choices) {
  const chosen = Object.entries(choices).filter(([, value]) => value?.length);
  return chosen.length ? JSON.stringify({ ...JSON.parse(body), ...Object.fromEntries(chosen) }) : body;
}

/** An item of which a page has collected a part. */
export const partialItem = (values, now, chosen) => ({ ...newItem(values, now, chosen), state: "collecting" });

/** Whether the page that collects an item has been silent so long that it must be gone. */
export const isAbandoned = (item, now) => item.state === "collecting" && now - item.next_at > SILENT;

/** An item whose page is gone: what it has is sent. */
export const abandoned = (item, now) => (item.state === "collecting" ? { ...item, state: "waiting", next_at: now } : item);

/** Milliseconds until the next attempt after `attempts`, at least as long as the server asked for (`retryAfter`, in seconds). */
export function delay(attempts, retryAfter = null) {
  const own = DELAYS[Math.min(attempts, DELAYS.length) - 1];
  return retryAfter === null ? own : Math.min(Math.max(own, retryAfter * SECOND), DELAYS.at(-1));
}

/**
 * The item after an attempt to send it. `outcome` is `{accepted, server}` (the server's answer), `{refused: {code, message}}` (a
 * final refusal) or `{later: {code, message}, retryAfter?}`.
 */
export function afterSending(item, outcome, now) {
  if (outcome.accepted) return { ...item, state: "sent", submission: outcome.accepted, server: outcome.server, attempts: 0, error: null, changed_at: now };
  if (outcome.refused) return withoutExtras(item, outcome) ?? { ...item, state: "failed", error: outcome.refused };
  const attempts = item.attempts + 1;
  return { ...item, attempts, next_at: now + delay(attempts, outcome.retryAfter), error: outcome.later };
}

const EXTRAS = ["snapshot", "labels", "codebook"]; // what comes beside the thread

/** The item without the extras for which it was refused: those with a faulty field, or a page that is too large. Else null. */
function withoutExtras(item, { refused, fields = [] }) {
  const body = JSON.parse(item.body);
  const names = refused.code === "too_large" ? ["snapshot"] : fields.map((field) => field.split(".")[0]);
  const dropped = EXTRAS.filter((name) => names.includes(name) && name in body);
  if (!dropped.length) return null;
  dropped.forEach((name) => delete body[name]);
  return { ...item, body: JSON.stringify(body), next_at: 0, about: { ...item.about, dropped: [...(item.about.dropped ?? []), ...dropped] } };
}

/** The item after asking for its submission's state: `outcome` is `{submission}`, `{gone: true}` or `{later}`. */
export function afterPolling(item, outcome, now) {
  if (outcome.gone) return { ...item, state: "waiting", submission: null, next_at: now };
  if (outcome.later) return { ...item, error: outcome.later };
  const { submission } = outcome;
  const isNew = submission.state !== item.submission?.state;
  const next = { ...item, submission: { ...item.submission, ...submission }, error: null, changed_at: isNew ? now : (item.changed_at ?? now) };
  if (submission.state === "done") return { ...next, state: "done", body: null };
  if (submission.state === "failed") return { ...next, state: "failed", error: submission.error };
  return submission.state === "cancelled" ? { ...next, state: "failed", error: { code: "cancelled", message: null } } : next;
}

/** A failed item as a new request. */
export function retryItem(item, id, now) {
  return { ...newItem({ ...item, id }, now, item) };
}

export const isDue = (item, now) => item.state === "waiting" && item.next_at <= now;

/** What the badge shows: `{text, tone}`; the most urgent first. */
export function badge(items) {
  const count = (state) => items.filter((item) => item.state === state && !item.seen).length;
  const waiting = items.filter((item) => item.state === "waiting" && item.attempts > 0).length;
  if (items.some((item) => item.state === "sent" || (item.state === "waiting" && !item.attempts))) return { text: "…", tone: "busy" };
  if (waiting) return { text: String(waiting), tone: "waiting" };
  if (count("failed")) return { text: "!", tone: "failed" };
  return count("done") ? { text: "✓", tone: "done" } : { text: "", tone: "none" };
}
