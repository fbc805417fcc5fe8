// What is told of a thread in the popup: how much of it is here, and why not all. Pure: `words` are browser.js's.

const MOST = 8; // numbers that are read out

/** The verdict on what the server made of it: "7 of 9, 3 and 6 are missing: scrolling stopped at a login wall". */
export function verdict(item, { say, sayCount, sayList }) {
  const { completeness } = item.submission;
  const why = stopped(item.about, { say });
  const posts = item.about.posts === null ? "" : sayCount("posts", item.about.posts);
  if (completeness?.verdict === "complete") return posts ? say("verdict_complete_posts", posts) : say("verdict_complete");
  const found = completeness?.verdict === "gaps" ? missing(completeness, posts, { say, sayList }) : [posts, say("verdict_unknown")].filter(Boolean).join(". ");
  if (why) return say("because", found, why);
  return [`${found}.`, completeness?.reasons?.[0]?.message].filter(Boolean).join(" "); // the server's are whole sentences
}

function missing({ declared, missing: numbers, gaps }, posts, { say, sayList }) {
  if (!numbers?.length) return [posts, gaps?.[0]?.message ?? say("verdict_gaps")].filter(Boolean).join(". ");
  const stretches = runs(numbers);
  const told = stretches.length > MOST ? [...stretches.slice(0, MOST), "…"] : stretches;
  const are = say(numbers.length === 1 ? "is_missing" : "are_missing", sayList(told));
  return declared ? say("verdict_missing", declared - numbers.length, declared, are) : are;
}

/** Numbers that follow each other as one stretch: 3, 6, 13–40. */
function runs(numbers) {
  const found = [];
  for (const number of numbers) {
    if (found.at(-1)?.at(-1) === number - 1) found.at(-1).push(number);
    else found.push([number]);
  }
  return found.flatMap((run) => (run.length > 2 ? `${run[0]}–${run.at(-1)}` : run));
}

/** Why collecting stopped before it had proof, as half a sentence; empty when it had. */
export function stopped(about, { say }) {
  return about.complete === false && about.stopped ? say(`stopped_${about.stopped}`) : "";
}

/** What is wrong, for a person: our own sentence for the hop that failed, since it says what to do; else the server's. */
export function trouble(error, { say }) {
  if (!error) return "";
  const name = `trouble_${error.code}`;
  const ours = say(name);
  return ours === name ? (error.message ?? error.code) : ours;
}
