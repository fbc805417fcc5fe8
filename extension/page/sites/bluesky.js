// Bluesky (bsky.app). Its class names are generated; test ids, addresses and the shape of its lines are stable.
(globalThis.threadsheet ??= {}).sites ??= {};
threadsheet.sites.bluesky = (() => {
  const { wording, lines } = threadsheet;
  const POST = /^\/profile\/([^/]+)\/post\/([^/?#]+)/;
  const SELECTORS = {
    item: '[data-testid^="postThreadItem-by-"]', // a post of the thread's page; its author's handle ends the name
    text: '[data-testid="postText"], [data-word-wrap="1"]',
    quote: '[role="link"][aria-label], [aria-label^="Post by"]', // with an address of a post inside
    picture: 'img[src*="/img/avatar"]',
    photo: 'img[src*="/img/feed_"]',
    video: 'video[poster], [style*="video.bsky.app"]',
    card: 'a[href^="http"][role="link"] img[src*="/img/feed_thumbnail"]', // a preview of a page elsewhere
    time: "a[href*='/post/'][data-tooltip], a[href*='/post/'][aria-label]", // the date in words
    loading: '[role="progressbar"]',
  };

  const claims = (url) => url.hostname === "bsky.app";
  const focus = (url) => url.pathname.match(POST)?.[2] ?? null;

  function cells() {
    return [...document.querySelectorAll(SELECTORS.item)].map(cell);
  }

  function cell(row) {
    const quote = [...row.querySelectorAll(SELECTORS.quote)].find((element) => element.querySelector(SELECTORS.text)) ?? null;
    const own = (selector) => [...row.querySelectorAll(selector)].filter((element) => !quote?.contains(element));
    const handle = row.dataset.testid.replace(/^postThreadItem-by-/, "");
    const record = recordOf(own, handle);
    const avatar = own(SELECTORS.picture)[0];
    return { kind: "post", ...lines(row, avatar), post: read(own, handle, record, avatar, quote), row, key: record };
  }

  /** The record key of a post. The post in focus has no link to itself: its key is in the page's address. */
  function recordOf(own, handle) {
    const links = own('a[href*="/post/"]').map((link) => new URL(link.href).pathname.match(POST));
    return links.find((match) => match?.[1] === handle || match?.[1].startsWith("did:"))?.[2] ?? focus(new URL(location.href));
  }

  function read(own, handle, record, avatar, quote) {
    const account = avatar?.src.match(/\/(did:[^/]+)\//)?.[1] ?? handle;
    return {
      id: `at://${account}/app.bsky.feed.post/${record}`,
      url: `https://bsky.app/profile/${handle}/post/${record}`,
      ...wording.compose(own(SELECTORS.text).flatMap((element) => wording.pieces(element))),
      posted_at: timeOf(own(SELECTORS.time)[0]),
      author: { name: nameOf(own, handle), handle, url: `https://bsky.app/profile/${handle}`, avatar_url: avatar?.src ?? null },
      reply_to: null,
      media: media(own),
      quote: quote && readQuote(quote),
      truncated: false,
    };
  }

  /** Parses "November 1, 2026 at 8:00 AM", the page's date in English; null for other languages, where the server fetches the date. */
  function timeOf(link) {
    const text = link?.dataset.tooltip ?? link?.getAttribute("aria-label") ?? "";
    const moment = Date.parse(text.replace(/\s+at\s+/, " ").replace(/\u202f/g, " "));
    return Number.isNaN(moment) ? null : new Date(moment).toISOString();
  }

  function nameOf(own, handle) {
    const links = own(`a[href="/profile/${CSS.escape(handle)}"]`).map((link) => link.textContent.replace(/[\u202a-\u202e\u2066-\u2069]/g, "").trim());
    return links.map((text) => text.split("@")[0].trim()).find(Boolean) ?? null;
  }

  function media(own) {
    const cards = own(SELECTORS.card).map((image) => image.closest("a"));
    const photos = own(SELECTORS.photo).filter((image) => !cards.some((link) => link.contains(image)));
    return [
      ...photos.map((image) => ({ kind: "image", url: image.src.replace("/feed_thumbnail/", "/feed_fullsize/"), alt: image.alt.trim() || null })),
      ...own(SELECTORS.video).map((video) => ({ kind: "video", url: null, alt: video.getAttribute("aria-label"), poster_url: video.poster || null })),
      ...cards.map((link) => ({ kind: "card", url: wording.direct(link.href), alt: link.getAttribute("aria-label") || link.textContent.trim() || null })),
    ];
  }

  function readQuote(element) {
    const link = element.querySelector('a[href*="/post/"]') ?? element.closest('a[href*="/post/"]');
    const found = link && new URL(link.href).pathname.match(POST);
    const handle = found?.[1] ?? element.textContent.match(/@([\w.-]+)/)?.[1] ?? null;
    return {
      text: wording.compose([...element.querySelectorAll(SELECTORS.text)].flatMap((element) => wording.pieces(element))).text,
      author: { name: null, handle, url: handle && `https://bsky.app/profile/${handle}` },
      url: link?.href ?? null,
      posted_at: null,
      media: media((selector) => [...element.querySelectorAll(selector)]),
    };
  }

  const expanders = () => [];
  const lazy = () => false;
  const loading = () => [...document.querySelectorAll(SELECTORS.loading)].some((element) => element.checkVisibility?.() ?? true);

  return { site: "bluesky", claims, focus, cells, expanders, lazy, loading, bottomIsEnd: false };
})();
