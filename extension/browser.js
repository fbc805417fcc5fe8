// The browser's API under one name for Chrome, Edge and Firefox, and the texts of `_locales` in the reader's language.

export const api = globalThis.browser ?? globalThis.chrome;

/** Firefox does not support ports in host permissions: it grants them but blocks the requests. */
export const isFirefox = typeof api?.runtime?.getBrowserInfo === "function";

/** A text of `_locales`, with its values; the name itself if there is none. */
export function getMessage(name, ...values) {
  return api.i18n.getMessage(name, values.map(String)) || name;
}

/** A text that depends on a number: its `_one` or `_other` form. */
export function getCountMessage(name, count) {
  return getMessage(`${name}_${count === 1 ? "one" : "other"}`, count.toLocaleString(api.i18n.getUILanguage()));
}

/** A list as text: 3, 4 and 6. */
export function formatList(items) {
  return new Intl.ListFormat(api.i18n.getUILanguage(), { type: "conjunction" }).format(items.map(String));
}

/** Fills the texts into a page of the extension: `data-message` names an element's text, `data-message-label` its accessible name. */
export function translatePage(root = document) {
  document.documentElement.lang = api.i18n.getUILanguage();
  for (const element of root.querySelectorAll("[data-message]")) element.textContent = getMessage(element.dataset.message);
  for (const element of root.querySelectorAll("[data-message-label]")) element.setAttribute("aria-label", getMessage(element.dataset.messageLabel));
}
