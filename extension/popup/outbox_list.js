// The list of items that wait, are being processed or failed, except the one that the popup shows in full.
import { byId, setVisible } from "./drawing.js";
import { step } from "./steps.js";

const MAX_ITEMS = 8;
let drawn = null; // what the list shows now

/** Draws the items that are not done; `actions` are `{again(id), remove(id)}`. */
export function drawOutbox(items, texts, actions) {
  const listed = items.filter((item) => item.state !== "done").slice(0, MAX_ITEMS);
  setVisible("outbox", listed.length > 0);
  const content = JSON.stringify(listed.map((item) => [item.id, step(item, texts).text]));
  if (content === drawn) return; // keeps the focus
  drawn = content;
  byId("items").replaceChildren(...listed.map((item) => line(item, texts, actions)));
}

function line(item, texts, actions) {
  const entry = document.createElement("li");
  const title = part("span", "title", item.about.title || item.about.url);
  const buttons = part("span", "actions", "");
  buttons.append(button(texts.getMessage("try_again"), item, actions.again), button(texts.getMessage("remove"), item, actions.remove));
  entry.append(title, buttons, part("span", "state", step(item, texts).text));
  return entry;
}

function part(name, className, text) {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
}

function button(text, item, action) {
  const element = part("button", "plain small", text);
  element.setAttribute("aria-label", `${text}: ${item.about.title || item.about.url}`);
  element.addEventListener("click", () => action(item.id));
  return element;
}
