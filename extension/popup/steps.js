// The state of an item in one line. Pure: `texts` are the functions of browser.js.
import { trouble, verdict, waiting } from "./verdict.js";

const LONG_MS = 20_000; // without anything new

/** `{text, tone}` for an item; tone is "busy", "trouble" or "well". */
export function step(item, texts, now = Date.now()) {
  const { getMessage } = texts;
  if (item.state === "done") return { text: verdict(item, texts), tone: item.submission.completeness?.verdict === "gaps" ? "trouble" : "well" };
  if (item.state === "failed") return { text: trouble(item.error, texts), tone: "trouble" };
  if (item.state === "collecting") return { text: getMessage("collecting"), tone: "busy" };
  if (item.error) return { text: waiting(item.error, texts), tone: "trouble" };
  const text = getMessage(item.state === "sent" ? `state_${item.submission.state}` : "state_sending");
  return { text: now - (item.changed_at ?? now) > LONG_MS ? `${text} ${getMessage("takes_long")}` : text, tone: "busy" };
}
