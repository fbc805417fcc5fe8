// Threads (threads.com, threads.net). Few elements have stable names: a post is a pressable container that links to itself.
(globalThis.threadsheet ??= {}).sites ??= {};
threadsheet.sites.threads = (() => {
  const { wording, lines, rows: { keyed } } = threadsheet;
  const HOSTS = /(^|\.)threads\.(com|net)$/;
  const POST = /^\/@([^/]+)\/post\/([^/?#]+)/;
  const SELECTORS = {
    item: '[data-pressable-container="true"]', // a post; one inside another is its quote
    permalink: 'a[href*="/post/"] time[datetime]',
    profile: 'a[href^="/@"]:not([href*="/post/"])',
    words: '[dir="auto"]', // every text; the post's own are not in buttons or times
    notWords: '[role="button"], button, time, nav',
    picture: "img[alt$='profile picture'], a[href^='/@'] img",
    photo: "picture img, img[src*='/v/t51'], img[src*='/v/t39']",
    video: "video",
    card: 'a[href*="l.threads.com/?u="], a[href*="l.instagram.com/?u="]',
    loading: '[role="progressbar"], [data-visualcompletion="loading-state"]',
  };

  const claims = (url) => HOSTS.test(url.hostname);
  const focus = (url) => url.pathname.match(POST)?.[2] ?? null;

  function cells() {
    const items = [...document.querySelectorAll(SELECTORS.item)].filter((item) => !item.parentElement.closest(SELECTORS.item));
    return keyed(items.map(cell).filter(Boolean));
  }

  function cell(row) {
    const quote = row.querySelector(SELECTORS.item);
    const own = (selector) => [...row.querySelectorAll(selector)].filter((element) => !quote?.contains(element));
    const post = read(own);
    return post && { kind: "post", ...lines(row, own(SELECTORS.picture)[0]), post: { ...post, quote: quote && readQuote(quote) }, row };
  }

  function read(own) {
    const time = own(SELECTORS.permalink)[0];
    const [, handle, id] = (time && new URL(time.closest("a").href).pathname.match(POST)) ?? [];
    if (!id) return null;
    return {
      id,
      url: `https://www.threads.com/@${handle}/post/${id}`,
      ...text(own, time),
      posted_at: time.getAttribute("datetime"),
      author: { name: null, handle, url: `https://www.threads.com/@${handle}`, avatar_url: own(SELECTORS.picture)[0]?.src ?? null },
      reply_to: null,
      media: media(own),
      quote: null,
      truncated: false,
    };
  }

  /** The texts below a post's time that are not in buttons, one per line; above the time is the author. */
  function text(own, time) {
    const below = (element) => Boolean(time.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
    const texts = own(SELECTORS.words).filter((element) => below(element) && !element.closest(SELECTORS.notWords) && !element.parentElement.closest(SELECTORS.words));
    const parts = texts.map((element) => wording.pieces(element)).filter((pieces) => pieces.some((piece) => piece.text.trim()));
    return wording.compose(parts.flatMap((pieces, index) => (index ? [{ text: "\n" }, ...pieces] : pieces)));
  }

  function media(own) {
    const faces = own(SELECTORS.picture);
    const cards = own(SELECTORS.card).filter((link) => link.querySelector("img"));
    const photos = own(SELECTORS.photo).filter((image) => !faces.includes(image) && !cards.some((link) => link.contains(image)));
    return [
      ...photos.map((image) => ({ kind: "image", url: image.src, alt: image.alt.trim() || null })),
      ...own(SELECTORS.video).map((video) => ({ kind: "video", url: /^https?:/.test(video.src) ? video.src : null, alt: video.getAttribute("aria-label"), poster_url: video.poster || null })),
      ...cards.map((link) => ({ kind: "card", url: wording.direct(link.href), alt: link.textContent.trim() || null })),
    ];
  }

  function readQuote(element) {
    const found = read((selector) => [...element.querySelectorAll(selector)]);
    return found && { text: found.text, author: found.author, url: found.url, posted_at: found.posted_at, media: found.media };
  }

  const expanders = () => [];
  const lazy = () => false;
  const loading = () => [...document.querySelectorAll(SELECTORS.loading)].some((element) => element.checkVisibility?.() ?? true);

  return { site: "threads", claims, focus, cells, expanders, lazy, loading, bottomIsEnd: true };
})();
