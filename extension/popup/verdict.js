// The popup's sentence about a thread: how much of it was saved, and why not all. Pure: gets the functions of browser.js.

const MAX_NUMBERS = 8; // in one sentence

/** The server's verdict in texts: "7 of 9, 3 and 6 are missing: scrolling stopped at a login wall". */
export function verdict(item, { getMessage, getCountMessage, formatList }) {
  const { completeness } = item.submission;
  const reason = stopped(item.about, { getMessage });
  const posts = item.about.posts === null ? "" : getCountMessage("posts", item.about.posts);
  if (completeness?.verdict === "complete") return posts ? getMessage("verdict_complete_posts", posts) : getMessage("verdict_complete");
  const summary = completeness?.verdict === "gaps" ? missing(completeness, posts, { getMessage, formatList }) : [posts, getMessage("verdict_unknown")].filter(Boolean).join(". ");
  if (reason) return getMessage("because", summary, reason);
  return [`${summary}.`, completeness?.reasons?.[0]?.message].filter(Boolean).join(" "); // the server's message is a full sentence
}

function missing({ declared, missing: numbers, gaps }, posts, { getMessage, formatList }) {
  if (!numbers?.length) return [posts, gaps?.[0]?.message ?? getMessage("verdict_gaps")].filter(Boolean).join(". ");
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
