// What can be saved of a tab on which nothing is collected by itself: its page, its address, a selection, links.
import { getCountMessage, getMessage } from "../browser.js";
import { setText, setVisible, showTrouble } from "./drawing.js";

const FILES = { "application/pdf": "pdf", "application/json": "json", "text/json": "json" }; // pages that are no pages

export const isWeb = (url) => (/^https?:/).test(url ?? "");

/** Offers what a tab lets be saved; `page` is null where the extension may not read it. */
export function offer({ page, tab }) {
  const changed = Boolean(page?.thread) && !page.posts;
  const file = fileType(page, tab?.url);
  if (file) setText("status", getMessage(`file_${file}`));
  else if (!page && isWeb(tab?.url)) setText("status", getMessage("no_page_but_address"));
  else if (!page) setText("status", getMessage("no_page_here"));
  else if (!page.thread && page.site) setText("status", getMessage("no_thread_on_site"));
  else if (!page.thread) setText("status", getMessage("no_thread_here"));
  showTrouble(changed && !file ? getMessage("page_changed") : "");
  setVisible("save", Boolean(page?.posts && page.thread));
  setVisible("save-address", Boolean(file || !page) && isWeb(tab?.url));
  offerPage(Boolean(page) && !file && !(page.thread && page.posts), page?.thread);
  setVisible("save-links", page?.links > 1);
  if (page?.links > 1) setText("save-links", getMessage("save_links", page.links));
  setVisible("save-selection", Boolean(page?.selection));
  if (page?.selection) setText("save-selection", getCountMessage("save_selection", page.selection));
}

/** What a tab shows that is a file and no page: "pdf", "json", "picture"; null for a page. */
function fileType(page, url) {
  const type = page?.type ?? "";
  if (!page) return /\.pdf($|[?#])/i.test(url ?? "") ? "pdf" : null;
  if (/^(image|video|audio)\//.test(type) && type !== "image/svg+xml") return "picture";
  return FILES[type] ?? (/\+json$/.test(type) ? "json" : null);
}

export function offerPage(visible, instead) {
  setText("save-page", getMessage(instead ? "save_page_instead" : "save_page"));
  setVisible("save-page", visible);
}
