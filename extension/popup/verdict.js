// The popup's sentences about a thread: how much of it was saved, and why not all. Pure: gets the functions of browser.js.

const MAX_NUMBERS = 8; // in one sentence
// What a later attempt can mend by itself. For all else a person has to do something.
const TEMPORARY = ["unreachable", "unreachable_http", "rate_limited", "busy", "unavailable"];

/** The server's verdict in texts: "7 of 9, 3 and 6 are missing: scrolling stopped at a login wall". Each sentence once. */
export function verdict(item, texts) {
  return [judgement(item, texts), ...remarks(item.about, texts)].join(" ");
}

function judgement(item, texts) {
  const { getMessage, getCountMessage } = texts;
  const { completeness } = item.submission;
  const posts = item.about.posts === null ? "" : getCountMessage("posts", item.about.posts);
  if (completeness?.verdict === "complete") return complete(item.about, posts, texts);
  const reason = isTold(completeness, item.about) ? "" : stopped(item.about, texts);
  const numbers = completeness?.verdict === "gaps" && completeness.missing?.length ? missing(completeness, texts) : null;
  if (numbers) return reason ? getMessage("because", numbers, reason) : `${numbers}.`;
  const words = completeness?.verdict === "gaps" ? (completeness.gaps?.[0]?.message ?? getMessage("verdict_gaps")) : null;
  if (words) return [posts && `${posts}.`, sentence(words), reason && getMessage("seen", reason)].filter(Boolean).join(" ");
  const unknown = [posts, getMessage("verdict_unknown")].filter(Boolean).join(". ");
  return reason ? getMessage("because", unknown, reason) : [`${unknown}.`, completeness?.reasons?.[0]?.message].filter(Boolean).join(" ");
}

/** What the page did not prove, the server may have: it asks the site itself, or reads the author's numbers. */
function complete(about, posts, { getMessage }) {
  if (about.complete === false) return getMessage("verdict_complete_upgraded");
  return posts ? getMessage("verdict_complete_posts", posts) : getMessage("verdict_complete");
}

const sentence = (words) => (/[.!?…。]["”»]?$/.test(words) ? words : `${words}.`);

/** Whether the server's own reasons say why collecting stopped. */
function isTold(completeness, about) {
  const reasons = [...(completeness?.gaps ?? []).slice(0, 1), ...(completeness?.reasons ?? []).slice(0, 1)];
  return reasons.some(({ code }) => code?.split(".").at(-1) === about.stopped);
}

function remarks({ cut, dropped = [] }, { getMessage, getCountMessage }) {
  return [...(cut ? [getCountMessage("cut", cut)] : []), ...dropped.map((name) => getMessage(`dropped_${name}`))];
}

function missing({ declared, missing: numbers }, { getMessage, formatList }) {
  const stretches = ranges(numbers);
  const listed = stretches.length > MAX_NUMBERS ? [...stretches.slice(0, MAX_NUMBERS), "…"] : stretches;
  const text = getMessage(numbers.length === 1 ? "is_missing" : "are_missing", formatList(listed));
  return declared ? getMessage("verdict_missing", declared - numbers.length, declared, text) : text;
}

/** Joins consecutive numbers to ranges: 3, 6, 13–40. */
function ranges(numbers) {
  const runs = [];
  for (const number of numbers) {
    if (runs.at(-1)?.at(-1) === number - 1) runs.at(-1).push(number);
    else runs.push([number]);
  }
  return runs.flatMap((run) => (run.length > 2 ? `${run[0]}–${run.at(-1)}` : run));
}

/** Why collecting stopped before there was proof of completeness, as a clause; empty if there was proof. */
export function stopped(about, { getMessage }) {
  return about.complete === false && about.stopped ? getMessage(`stopped_${about.stopped}`) : "";
}

/** An error in texts: the extension's own text if it has one, since that says what to do; else the server's message. */
export function trouble(error, { getMessage }) {
  if (!error) return "";
  const name = `trouble_${error.code}`;
  const text = getMessage(name);
  return text === name ? (error.message ?? error.code) : text;
}

/** What becomes of an item that could not be sent: it is tried again by itself, or once somebody has mended the reason. */
export function waiting(error, texts) {
  const { getMessage } = texts;
  const isTemporary = TEMPORARY.includes(error.code);
  return getMessage(isTemporary ? "waiting_to_be_sent" : "waiting_for_you", trouble(error, texts));
}
