// The state of an item in one line. Pure: `texts` are the functions of browser.js.
import { trouble, verdict } from "./verdict.js";

/** `{text, tone}` for an item; tone is "busy", "trouble" or "well". */
export function step(item, texts) {
  const { getMessage } = texts;
  if (item.state === "done") return { text: verdict(item, texts), tone: item.submission.completeness?.verdict === "gaps" ? "trouble" : "well" };
  if (item.state === "failed") return { text: trouble(item.error, texts), tone: "trouble" };
  if (item.error) return { text: getMessage("waiting_to_be_sent", trouble(item.error, texts)), tone: "trouble" };
  return { text: getMessage(item.state === "sent" ? `state_${item.submission.state}` : "state_sending"), tone: "busy" };
}
