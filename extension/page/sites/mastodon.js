// Mastodon's web pages on any server: recognised by the page, not by its address. Forks keep the class names.
(globalThis.threadsheet ??= {}).sites ??= {};
threadsheet.sites.mastodon = (() => {
  const { wording, rows: { keyed } } = threadsheet;
  const SELECTORS = {
    app: "#mastodon",
    row: ".detailed-status__wrapper, .status__wrapper", // the post in focus, and every other
    quote: ".status__quote",
    account: ".display-name__account", // "@user", or "@user@host" for other servers
    name: ".display-name__html",
    text: ".status__content__text",
    warning: ".status__content__spoiler-text, .content-warning p, .content-warning > span",
    time: "time[datetime]",
    permalink: ".detailed-status__datetime, .status__relative-time",
    picture: ".account__avatar img",
    photo: "a.media-gallery__item-thumbnail",
    film: ".media-gallery__item-gifv-thumbnail, .video-player video",
    sound: ".audio-player audio",
    card: "a.status-card, .status-card a.status-card__content",
    poll: ".poll__option__text",
    more: ".status__content__spoiler-link[aria-expanded='false'], .content-warning button[aria-expanded='false']",
    loading: ".loading-indicator, .circular-progress",
    status: ".status",
    line: ".status__line--full", // leads to the next row
    first: ".status--first-in-thread", // answers the post in focus, not the row above
  };

  const claims = (_url, page) => page.querySelector(SELECTORS.app) !== null;
  const focus = (url) => url.pathname.match(/\/@[^/]+\/(\d+)/)?.[1] ?? null;

  function cells() {
    const rows = [...document.querySelectorAll(SELECTORS.row)].filter((row) => !row.closest(SELECTORS.quote));
    return keyed(rows.map(cell).filter(Boolean));
  }

  /** A row joins the one above unless it is marked as the beginning of a branch; the first row has none above. */
  function cell(row, index) {
    const own = (selector) => [...row.querySelectorAll(selector)].filter((element) => !element.closest(SELECTORS.quote) || element.closest(SELECTORS.quote).contains(row));
    const link = own(SELECTORS.permalink)[0];
    const id = row.querySelector("[data-id]")?.dataset.id ?? (link && focus(new URL(link.href)));
    if (!id) return null;
    const up = index > 0 && row.querySelector(SELECTORS.status) !== null && row.querySelector(SELECTORS.first) === null;
    return { kind: "post", up, down: row.querySelector(SELECTORS.line) !== null, post: read(own, id, link), row };
  }

  function read(own, id, link) {
    const content = own(SELECTORS.text)[0];
    const warning = own(SELECTORS.warning)[0]?.textContent.trim();
    const text = content ? wording.pieces(content, { paragraphs: ["p", "li", "blockquote", "pre"], skip: ".quote-inline" }) : [];
    return {
      id,
      url: link?.href ?? null,
      ...wording.compose(warning ? [{ text: `${warning}\n\n` }, ...text] : text),
      posted_at: own(SELECTORS.time)[0]?.getAttribute("datetime") ?? publishedNow(id),
      author: author(own),
      reply_to: null,
      media: media(own),
      quote: quote(own(SELECTORS.quote)[0]),
      truncated: false,
    };
  }

  /** The post in focus shows its time in words; the page's head has it when the page was loaded at this address. */
  function publishedNow(id) {
    const metaContent = (name) => document.querySelector(`meta[property="${name}"]`)?.content ?? null;
    return metaContent("og:url")?.endsWith(`/${id}`) ? metaContent("og:published_time") : null;
  }

  function author(own) {
    const account = own(SELECTORS.account)[0]?.textContent.trim().replace(/^@/, "") ?? null;
    const handle = account && (account.includes("@") ? account : `${account}@${location.host}`);
    const [user, host] = handle?.split("@") ?? [];
    const name = own(SELECTORS.name)[0];
    return { name: name ? wording.compose(wording.pieces(name)).text : null, handle, url: user ? `https://${host}/@${user}` : null, avatar_url: own(SELECTORS.picture)[0]?.src ?? null };
  }

  function media(own) {
    return [
      ...own(SELECTORS.photo).map((link) => ({ kind: "image", url: link.href, alt: link.querySelector("img")?.alt.trim() || null })),
      ...own(SELECTORS.film).map((film) => ({ kind: film.matches(".video-player video") ? "video" : "gif", url: web(film.src), alt: film.getAttribute("aria-label") || film.title || null, poster_url: film.poster || null })),
      ...own(SELECTORS.sound).map((sound) => ({ kind: "audio", url: web(sound.src), alt: sound.title || null })),
      ...own(SELECTORS.card).map((card) => ({ kind: "card", url: card.href, alt: card.querySelector(".status-card__title")?.textContent.trim() || null })),
      ...poll(own(SELECTORS.poll)),
    ];
  }

  const web = (address) => (/^https?:/.test(address) ? address : null);
  const poll = (choices) => (choices.length ? [{ kind: "poll", url: null, alt: choices.map((choice) => choice.textContent.trim()).join("\n") }] : []);

  function quote(element) {
    if (!element) return null;
    const inside = (selector) => [...element.querySelectorAll(selector)];
    const content = inside(SELECTORS.text)[0];
    const text = content ? wording.compose(wording.pieces(content, { paragraphs: ["p"] })).text : "";
    return { text, author: author(inside), url: inside(SELECTORS.permalink)[0]?.href ?? null, posted_at: inside(SELECTORS.time)[0]?.getAttribute("datetime") ?? null, media: media(inside) };
  }

  const expanders = () => [...document.querySelectorAll(SELECTORS.more)].filter((element) => !element.closest(SELECTORS.quote));
  const lazy = () => false;
  const loading = () => document.querySelector(SELECTORS.loading) !== null;
  /** A server knows all of a thread only when the thread is its own. */
  const provesEnd = (posts) => posts[0]?.author.handle?.endsWith(`@${location.host}`) ?? false;

  return { site: "mastodon", claims, focus, cells, expanders, lazy, loading, provesEnd, bottomIsEnd: true };
})();
