// Mastodon's web pages on any server: recognised by the page, not by its address. Forks keep the class names.
(globalThis.threadsheet ??= {}).sites ??= {};
threadsheet.sites.mastodon = (() => {
  const { wording, view, record_keys, mastodon_parts: parts, rows: { keyed } } = threadsheet;
  const SELECTORS = {
    app: "#mastodon",
    row: ".detailed-status__wrapper, .status__wrapper", // the post in focus, and every other
    focused: ".detailed-status__wrapper",
    column: ".column",
    quote: ".status__quote",
    name: ".display-name__html",
    time: "time[datetime]",
    permalink: ".detailed-status__datetime, .status__relative-time",
    loading: ".loading-indicator, .circular-progress, .scrollable__append .load-more[disabled]",
    line: ".status__line--full", // leads to the next row
    first: ".status--first-in-thread", // answers the post in focus, not the row above
    bar: ".status__action-bar",
  };
  let column = null; // in layouts with several, the one that shows the post in focus

  const claims = (_url, page) => page.querySelector(SELECTORS.app) !== null;
  const focus = (url) => url.pathname.match(/\/@[^/]+\/(\d+)/)?.[1] ?? url.pathname.match(/\/statuses\/(\d+)/)?.[1] ?? null;

  function cells() {
    const inside = thread();
    const rows = [...inside.querySelectorAll(SELECTORS.row)].filter((row) => !row.parentElement.closest(`${SELECTORS.quote}, ${SELECTORS.row}`));
    const shown = view.inColumn(rows, (row) => row.matches(SELECTORS.focused));
    return keyed(shown.map(cell).filter(Boolean));
  }

  /** The column of the thread. Rows far from the window are taken out of the page, also the one in focus. */
  function thread() {
    const focused = [...document.querySelectorAll(SELECTORS.focused)].find(view.isVisible);
    column = focused?.closest(SELECTORS.column) ?? (column?.isConnected ? column : null);
    return column ?? document;
  }

  /** A row joins the one above unless it is marked as the beginning of a branch; above the post in focus stands what it answers. */
  function cell(row, index) {
    const own = ownParts(row);
    const link = own(SELECTORS.permalink)[0];
    const id = own("[data-id]")[0]?.dataset.id ?? (link && focus(new URL(link.href))) ?? (row.matches(SELECTORS.focused) ? focus(new URL(location.href)) : null);
    const up = index > 0 && row.querySelector(SELECTORS.first) === null;
    if (!id || (!link && !own(SELECTORS.name).length)) return withoutPost(row, up);
    return { kind: "post", up, down: row.querySelector(SELECTORS.line) !== null, focused: row.matches(SELECTORS.focused), post: read(row, own, id, link), row };
  }

  /** What is in a row and not in the post that it quotes. */
  function ownParts(row) {
    return (selector) => [...row.querySelectorAll(selector)].filter((element) => !element.closest(SELECTORS.quote) || element.closest(SELECTORS.quote).contains(row));
  }

  /** A row in place of a filtered post: its button, if it has one, shows the post. */
  function withoutPost(row, up) {
    const control = view.controls(row)[0] ?? null;
    return { kind: control ? "covered" : "hidden", control, up, down: row.querySelector(SELECTORS.line) !== null, row };
  }

  function read(row, own, id, link) {
    return {
      id,
      url: addressOf(link, id),
      ...parts.text(own),
      posted_at: own(SELECTORS.time)[0]?.getAttribute("datetime") ?? publishedNow(id) ?? record_keys.mastodon(id),
      author: parts.author(own, link),
      reply_to: null,
      media: parts.media(own),
      poll: parts.poll(own),
      quote: parts.quote(row.querySelector(SELECTORS.quote)),
      truncated: covers(row).length > 0,
      answers: answers(row, own),
    };
  }

  /** The address of a post, by the page of this server that shows it. */
  const addressOf = (link, id) => link?.href ?? (focus(new URL(location.href)) === id ? location.href : null);

  /** The post in focus shows its time in words; the page's head has it when the page was loaded at this address. */
  function publishedNow(id) {
    const metaContent = (name) => document.querySelector(`meta[property="${name}"]`)?.content ?? null;
    return metaContent("og:url")?.endsWith(`/${id}`) ? metaContent("og:published_time") : null;
  }

  /** How many answers a row counts: the first figure of its bar, "1+" for more than one; the post in focus counts none. */
  function answers(row, own) {
    const bar = own(SELECTORS.bar)[0];
    const first = bar && view.controls(bar)[0];
    const counter = first?.querySelector(".icon-button__counter");
    return counter ? wording.count(counter.textContent) : null;
  }

  /** The controls that open a post: of filters, warnings, covered pictures, further hashtags, translations. */
  const covers = (row) => parts.covers(ownParts(row)).filter(view.isVisible);
  const lazy = () => false;
  const loading = () => view.isLoading(SELECTORS.loading);
  /** A server knows all of a thread only when the thread is its own. */
  const provesEnd = (posts) => parts.isLocal(posts[0]?.author);

  return { site: "mastodon", claims, focus, cells, covers, lazy, loading, provesEnd, wallInBar: false };
})();
