// The one door to the browser: everything that Chrome, Edge and Firefox call by two names, and the words in the reader's language.

export const api = globalThis.browser ?? globalThis.chrome;

/** Firefox has no ports in host permissions; it grants them and blocks the requests all the same. */
export const isFirefox = typeof api?.runtime?.getBrowserInfo === "function";

/** A sentence of `_locales`, with its values; a count picks the `_one` or `_other` form. */
export function say(name, ...values) {
  return api.i18n.getMessage(name, values.map(String)) || name;
}

export function sayCount(name, count) {
  return say(`${name}_${count === 1 ? "one" : "other"}`, count.toLocaleString(api.i18n.getUILanguage()));
}

/** Several things as a sentence has them: 3, 4 and 6. */
export function sayList(items) {
  return new Intl.ListFormat(api.i18n.getUILanguage(), { type: "conjunction" }).format(items.map(String));
}

/** Fill in a page of ours: `data-say` names the sentence of an element, `data-say-label` that of its accessible name. */
export function fillIn(root = document) {
  document.documentElement.lang = api.i18n.getUILanguage();
  for (const element of root.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  for (const element of root.querySelectorAll("[data-say-label]")) element.setAttribute("aria-label", say(element.dataset.sayLabel));
}
