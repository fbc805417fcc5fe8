// Bluesky (bsky.app). Its class names are generated; test ids, addresses and the shape of its lines are stable.
(globalThis.threadsheet ??= {}).sites ??= {};
threadsheet.sites.bluesky = (() => {
  const { wording, labels, lines, view, record_keys } = threadsheet;
  const POST = /^\/profile\/([^/]+)\/post\/([^/?#]+)/;
  const FIGURES = /^\/profile\/[^/]+\/post\/([^/]+)\/(?:liked-by|reposted-by|quotes)/; // of the post in focus
  const SELECTORS = {
    item: '[data-testid^="postThreadItem-by-"]', // a post on the page of a thread; the handle of its author ends the name
    text: '[data-testid="postText"], [data-word-wrap="1"]',
    picture: 'img[src*="/img/avatar"]',
    photo: 'img[src*="/img/feed_"]',
    film: "video",
    covered: '[style*="video.bsky.app"]', // a video before it plays: its picture is a background
    link: 'a[href*="/post/"]',
    outward: 'a[href^="http"]:not([href^="https://bsky.app/"])',
    actions: '[data-testid="replyBtn"], [data-testid="repostBtn"], [data-testid="likeBtn"], [data-testid="postDropdownBtn"], [data-testid="postShareBtn"]',
    reply: '[data-testid="replyBtn"]',
    hider: '[data-testid^="contentHider"]', // covers a post or what it embeds
    loading: '[role="progressbar"]',
  };

  const claims = (url) => url.hostname === "bsky.app";
  const focus = (url) => url.pathname.match(POST)?.[2] ?? null;
  const here = () => new URL(location.href);

  function cells() {
    const items = [...document.querySelectorAll(SELECTORS.item)].filter((item) => !item.parentElement.closest(SELECTORS.item));
    const shown = view.inColumn(items, (item) => recordOf(item) === focus(here()));
    const rows = shown.map(cell);
    return withLeads(rows);
  }

  const handleOf = (row) => row.dataset.testid.replace(/^postThreadItem-by-/, "");

  function cell(row) {
    const handle = handleOf(row);
    const own = ownParts(row);
    const record = recordOf(row);
    const avatar = own(SELECTORS.picture)[0];
    const focused = record === focus(here());
    if (!record) return { kind: "hidden", key: `hidden ${row.dataset.testid}`, row };
    return { kind: "post", ...lines(row, avatar), focused, post: read(row, own, handle, record, avatar), row, key: record };
  }

  /** What is in a post and not in the post that it quotes. */
  function ownParts(row) {
    const quote = quoteOf(row);
    return (selector) => [...row.querySelectorAll(selector)].filter((element) => !quote?.contains(element));
  }

  /** The box of a quoted post: a link with a text or an author's picture of its own, or what such a link lies over. */
  function quoteOf(row) {
    const face = row.querySelector(SELECTORS.picture);
    const isBox = (element) =>
      element !== row && !element.contains(face) && !element.querySelector(SELECTORS.reply) && element.querySelector(`${SELECTORS.text}, ${SELECTORS.picture}`) !== null;
    const links = [...row.querySelectorAll(`[role="link"], ${SELECTORS.link}, [aria-label^="Post by"]`)].filter((element) => !element.closest(SELECTORS.text) && element !== row);
    return links.find(isBox) ?? links.filter((link) => !link.textContent.trim()).map((link) => link.parentElement).find(isBox) ?? null;
  }

  /**
   * The record key of a post, from its own permalink only: the link of its time, which is neither in its text nor in a quote nor
   * in a card. The post in focus has none: there the page's address has the key, and the links of its figures confirm it.
   */
  function recordOf(row) {
    const own = ownParts(row);
    const figures = own(SELECTORS.link).map((link) => new URL(link.href).pathname.match(FIGURES)?.[1]).find(Boolean);
    if (figures) return figures;
    const links = own(SELECTORS.link).filter((link) => !link.closest(SELECTORS.text) && !link.querySelector(SELECTORS.text));
    const mine = links.filter((link) => isOwnPost(link, row) && (isBeforeText(link, own) || link.dataset.tooltip));
    return mine.length ? new URL(mine[0].href).pathname.match(POST)[2] : isAddressed(row) ? focus(here()) : null;
  }

  function isOwnPost(link, row) {
    const author = new URL(link.href).pathname.match(POST)?.[1];
    return author === handleOf(row) || Boolean(author?.startsWith("did:"));
  }

  /** Whether the page's address names this row's author. */
  function isAddressed(row) {
    const author = here().pathname.match(POST)?.[1] ?? "";
    return author === handleOf(row) || author.startsWith("did:");
  }

  /** A post's time stands above its text. */
  function isBeforeText(link, own) {
    const text = own(SELECTORS.text)[0];
    return !text || view.isAfter(link, text);
  }

  function read(row, own, handle, record, avatar) {
    const account = avatar?.src.match(/\/(did:[^/]+)\//)?.[1] ?? handle;
    const quote = quoteOf(row);
    const texts = own(SELECTORS.text);
    const isCovered = covers(row).length > 0;
    return {
      id: `at://${account}/app.bsky.feed.post/${record}`,
      url: `https://bsky.app/profile/${handle}/post/${record}`,
      ...wording.compose(texts.slice(0, 1).flatMap((element) => wording.pieces(element))),
      translated: texts[1] && isTranslation(row, texts) ? { from: null, text: wording.compose(wording.pieces(texts[1])).text } : null,
      posted_at: record_keys.bluesky(record) ?? timeOf(own),
      author: { name: nameOf(own, handle), handle, url: `https://bsky.app/profile/${handle}`, avatar_url: avatar?.src ?? null },
      reply_to: null,
      media: media(own),
      quote: quote ? readQuote(quote) : notice(row),
      truncated: isCovered,
      answers: answers(own),
    };
  }

  function isTranslation(row, [first, second]) {
    const labelled = [...row.querySelectorAll("div, span, button")].filter((element) => !element.children.length && labels.isTranslated(element.textContent));
    return labelled.some((label) => view.isAfter(first, label)) && second !== first;
  }

  /** Parses "November 1, 2026 at 8:00 AM" where a record key has no date; null for other languages, where the server finds the date. */
  function timeOf(own) {
    const link = own(`${SELECTORS.link}[data-tooltip], ${SELECTORS.link}[aria-label]`).find((element) => !element.closest(SELECTORS.text));
    const text = link?.dataset.tooltip ?? link?.getAttribute("aria-label") ?? "";
    const moment = Date.parse(text.replace(/\s+at\s+/, " ").replace(/\u202f/g, " "));
    return Number.isNaN(moment) ? null : new Date(moment).toISOString();
  }

  function nameOf(own, handle) {
    const links = own('a[href^="/profile/"]').filter((link) => !link.closest(SELECTORS.text) && !/\/post\//.test(link.getAttribute("href")));
    const names = links.map((link) => link.textContent.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "").trim());
    return names.map((text) => text.split(`@${handle}`)[0].replace(/^@.*/, "").trim()).find(Boolean) ?? null;
  }

  function answers(own) {
    const button = own(SELECTORS.reply)[0];
    if (!button) return null;
    return wording.count(button.textContent) ?? wording.count(button.getAttribute("aria-label")?.match(/\(([^)]*)\)/)?.[1] ?? button.getAttribute("aria-label")) ?? 0;
  }

  function media(own) {
    const cards = own(SELECTORS.outward).filter((link) => !link.closest(SELECTORS.text) && !link.closest("figure") && (link.textContent.trim() || link.querySelector("img")) && !link.querySelector("video"));
    const photos = own(SELECTORS.photo).filter((image) => !cards.some((link) => link.contains(image)) && !/\/img\/feed_(?:fullsize|thumbnail)\/.*#blur/.test(image.src));
    return [
      ...photos.map((image) => ({ kind: "image", url: image.src.replace("/feed_thumbnail/", "/feed_fullsize/"), alt: labels.description(image.alt) })),
      ...own(SELECTORS.film).map(film),
      ...own(SELECTORS.covered).filter((cover) => !cover.querySelector("video")).map(coveredFilm),
      ...cards.map((link) => ({ kind: "card", url: wording.direct(link.href), alt: cardTitle(link) })),
    ];
  }

  const cardTitle = (link) => link.getAttribute("aria-label") || wording.compose(wording.pieces(link, { blocks: true })).text || null;

  /** A GIF is a file of a picture service, with its words on the button that plays it; a video has a description in its figure. */
  function film(video) {
    const source = [video.src, video.querySelector("source")?.src].find((address) => (/^https?:/).test(address ?? "")) ?? null;
    const isGif = /gifs?\.|tenor|klipy|giphy|\.gif(\?|$)/.test(source ?? "");
    const alt = [video.getAttribute("aria-label"), video.closest("figure")?.querySelector("figcaption")?.textContent, labelledBy(video)].map(labels.description).find(Boolean);
    return { kind: isGif ? "gif" : "video", url: source, alt: alt ?? null, poster_url: video.poster || null };
  }

  const labelledBy = (element) => document.getElementById(element.getAttribute("aria-labelledby") ?? "")?.textContent;

  function coveredFilm(cover) {
    const alt = cover.closest("figure")?.querySelector("figcaption")?.textContent ?? cover.getAttribute("aria-label");
    return { kind: "video", url: null, alt: labels.description(alt), poster_url: cover.style.backgroundImage.match(/url\("?(https?:[^")]+)/)?.[1] ?? null };
  }

  function readQuote(element) {
    const link = [element, ...element.querySelectorAll("a")].find((part) => part.matches(SELECTORS.link) && POST.test(new URL(part.href).pathname)) ?? element.closest(SELECTORS.link);
    const path = link && new URL(link.href).pathname.match(POST);
    const inside = (selector) => [...element.querySelectorAll(selector)];
    const shown = inside("*").filter((part) => !part.children.length && !part.closest(SELECTORS.text)).map((part) => part.textContent.match(/^\W*@([\w-]+(?:\.[\w-]+)+)\W*$/)?.[1]);
    const handle = (path?.[1].startsWith("did:") ? null : path?.[1]) ?? shown.find(Boolean) ?? null;
    return {
      text: wording.compose(inside(SELECTORS.text).slice(0, 1).flatMap((text) => wording.pieces(text))).text,
      author: { name: null, handle, url: handle && `https://bsky.app/profile/${handle}` },
      url: link ? `https://bsky.app${path?.[0] ?? new URL(link.href).pathname}` : null,
      posted_at: path ? record_keys.bluesky(path[2]) : null,
      media: media(inside),
    };
  }

  /** What stands in place of a quoted post that is gone, or null. */
  function notice(row) {
    const words = [...row.querySelectorAll('[data-testid="embedNotFound"], [data-testid="embedBlocked"], [data-testid="embedDetached"]')][0]?.textContent.trim();
    return words ? { text: "", author: null, url: null, posted_at: null, media: [], unavailable: words } : null;
  }

  /** The buttons of warnings that cover this post or what it embeds, in its quote not. */
  function covers(row) {
    const quote = quoteOf(row);
    const hiders = [...row.querySelectorAll(SELECTORS.hider)].filter((hider) => !quote?.contains(hider) && isClosed(hider));
    const buttons = hiders.map((hider) => view.controls(hider)[0]);
    const labelled = view.controls(row).filter((control) => !quote?.contains(control) && !control.matches(SELECTORS.actions) && !control.matches("[aria-haspopup]") && isCover(control));
    return [...new Set([...buttons, ...labelled])].filter(Boolean).filter(view.isVisible);
  }

  const isCover = (control) => control.innerText.split("\n").some((line) => labels.is("show", line) || labels.is("original", line)) && !control.closest(SELECTORS.text);

  /** A hider is closed when there is nothing in it but its button. */
  function isClosed(hider) {
    const button = view.controls(hider)[0];
    const shown = [...hider.querySelectorAll(`${SELECTORS.text}, img, video, a`)].filter((element) => !button?.contains(element));
    return Boolean(button) && shown.length === 0;
  }

  /** Adds the rows that lead on, "Read more": links or buttons between and below the posts that are not part of any. */
  function withLeads(rows) {
    if (!rows.length) return rows;
    const outside = [...document.querySelectorAll(`${SELECTORS.link}, button, [role='button'], [role='link']`)].filter(
      (control) => !control.closest(SELECTORS.item) && !control.querySelector(SELECTORS.item) && !control.closest(view.ELSEWHERE) && view.isVisible(control) && control.textContent.trim(),
    );
    const leads = outside.map((control) => leadOf(control, rows)).filter(Boolean);
    return leads.reduceRight((all, { at, cell: lead }) => [...all.slice(0, at), lead, ...all.slice(at)], rows);
  }

  function leadOf(control, rows) {
    const target = control.href ? new URL(control.href).pathname.match(POST)?.[2] : null;
    const isShown = target && rows.some((row) => row.key === target);
    if (!isShown && !(labels.is("more", control.textContent) || labels.is("more", control.getAttribute("aria-label")))) return null;
    const at = rows.filter((row) => view.isAfter(row.row, control)).length;
    const above = rows[at - 1]?.key ?? "nothing";
    return { at, cell: { kind: "more", key: `more below ${above}`, of: isShown ? target : null, row: control, control } };
  }

  const lazy = () => false;
  const loading = () => view.isLoading(SELECTORS.loading, SELECTORS.item);

  return { site: "bluesky", claims, focus, cells, covers, lazy, loading, wallInBar: false };
})();
