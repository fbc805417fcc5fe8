// Threads (threads.com, threads.net). Little on its pages has a name: a post is what can be pressed and links to itself.
(globalThis.threadsheet ??= {}).sites ??= {};
threadsheet.sites.threads = (() => {
  const { wording, lines, rows: { keyed } } = threadsheet;
  const HOSTS = /(^|\.)threads\.(com|net)$/;
  const POST = /^\/@([^/]+)\/post\/([^/?#]+)/;
  const AT = {
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
    const items = [...document.querySelectorAll(AT.item)].filter((item) => !item.parentElement.closest(AT.item));
    return keyed(items.map(cell).filter(Boolean));
  }

  function cell(row) {
    const quote = row.querySelector(AT.item);
    const own = (selector) => [...row.querySelectorAll(selector)].filter((each) => !quote?.contains(each));
    const post = read(own);
    return post && { kind: "post", ...lines(row, own(AT.picture)[0]), post: { ...post, quote: quote && readQuote(quote) }, row };
  }

  function read(own) {
    const time = own(AT.permalink)[0];
    const [, handle, id] = (time && new URL(time.closest("a").href).pathname.match(POST)) ?? [];
    if (!id) return null;
    return {
      id,
      url: `https://www.threads.com/@${handle}/post/${id}`,
      ...text(own, time),
      posted_at: time.getAttribute("datetime"),
      author: { name: null, handle, url: `https://www.threads.com/@${handle}`, avatar_url: own(AT.picture)[0]?.src ?? null },
      reply_to: null,
      media: media(own),
      quote: null,
      truncated: false,
    };
  }

  /** The texts below a post's time that are no button, a line each; above it stands who wrote it. */
  function text(own, time) {
    const below = (each) => Boolean(time.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING);
    const texts = own(AT.words).filter((each) => below(each) && !each.closest(AT.notWords) && !each.parentElement.closest(AT.words));
    const parts = texts.map((each) => wording.pieces(each)).filter((pieces) => pieces.some((piece) => piece.text.trim()));
    return wording.compose(parts.flatMap((pieces, index) => (index ? [{ text: "\n" }, ...pieces] : pieces)));
  }

  function media(own) {
    const faces = own(AT.picture);
    const cards = own(AT.card).filter((link) => link.querySelector("img"));
    const photos = own(AT.photo).filter((image) => !faces.includes(image) && !cards.some((link) => link.contains(image)));
    return [
      ...photos.map((image) => ({ kind: "image", url: image.src, alt: image.alt.trim() || null })),
      ...own(AT.video).map((video) => ({ kind: "video", url: /^https?:/.test(video.src) ? video.src : null, alt: video.getAttribute("aria-label"), poster_url: video.poster || null })),
      ...cards.map((link) => ({ kind: "card", url: wording.direct(link.href), alt: link.textContent.trim() || null })),
    ];
  }

  function readQuote(element) {
    const found = read((selector) => [...element.querySelectorAll(selector)]);
    return found && { text: found.text, author: found.author, url: found.url, posted_at: found.posted_at, media: found.media };
  }

  const expanders = () => [];
  const lazy = () => false;
  const loading = () => [...document.querySelectorAll(AT.loading)].some((each) => each.checkVisibility?.() ?? true);

  return { site: "threads", claims, focus, cells, expanders, lazy, loading, bottomIsEnd: true };
})();
