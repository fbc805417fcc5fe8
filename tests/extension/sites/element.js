// What the look-alikes build their pages with.
export const shows = JSON.parse(document.getElementById("shows").textContent);

export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) value !== null && element.setAttribute(key, value);
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined));
  return element;
}

/** A text cut at its addresses: `link(address)` makes an element of each. */
export const linked = (text, link) => text.split(/(https?:\/\/\S+)/).filter(Boolean).map((part) => (/^https?:/.test(part) ? link(part) : part));
