// Where an item is on its way, in one line. Pure: `words` are browser.js's.
import { trouble, verdict } from "./verdict.js";

/** `{text, tone}` for an item; tone is "busy", "trouble" or "well". */
export function step(item, words) {
  const { say } = words;
  if (item.state === "done") return { text: verdict(item, words), tone: item.submission.completeness?.verdict === "gaps" ? "trouble" : "well" };
  if (item.state === "failed") return { text: trouble(item.error, words), tone: "trouble" };
  if (item.error) return { text: say("kept_and_waiting", trouble(item.error, words)), tone: "trouble" };
  return { text: say(item.state === "sent" ? `state_${item.submission.state}` : "state_sending"), tone: "busy" };
}
