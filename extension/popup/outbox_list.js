// The list of what waits, is on its way or came to nothing, beside what the popup is busy with.
import { byId, show } from "./drawing.js";
import { step } from "./steps.js";

const MOST = 8;
let drawn = null; // what the list says now

/** Draw the items; `deeds` are `{again(id), remove(id)}`. What has ended well and is old news is not listed. */
export function drawOutbox(items, words, deeds) {
  const told = items.filter((item) => item.state !== "done").slice(0, MOST);
  show("outbox", told.length > 0);
  const seen = JSON.stringify(told.map((item) => [item.id, step(item, words).text]));
  if (seen === drawn) return; // what has the focus keeps it
  drawn = seen;
  byId("items").replaceChildren(...told.map((item) => line(item, words, deeds)));
}

function line(item, words, deeds) {
  const entry = document.createElement("li");
  const title = part("span", "title", item.about.title || item.about.url);
  const buttons = part("span", "deeds", "");
  buttons.append(button(words.say("try_again"), item, deeds.again), button(words.say("remove"), item, deeds.remove));
  entry.append(title, buttons, part("span", "state", step(item, words).text));
  return entry;
}

function part(name, className, text) {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
}

function button(text, item, deed) {
  const element = part("button", "plain small", text);
  element.setAttribute("aria-label", `${text}: ${item.about.title || item.about.url}`);
  element.addEventListener("click", () => deed(item.id));
  return element;
}
