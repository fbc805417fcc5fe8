// X (x.com, twitter.com): a virtualised list of rows; only what is near the window is in the page. Learned from saved pages
// of 2023 to 2026: class names rotate, `data-testid` stays.
(globalThis.threadsheet ??= {}).sites ??= {};
threadsheet.sites.x = (() => {
  const { wording, lines, rows: { keyed } } = threadsheet;
  const HOSTS = /(^|\.)(x|twitter)\.com$/;
  const SELECTORS = {
    cell: '[data-testid="cellInnerDiv"]', // one row of the list, whatever is in it
    article: 'article[data-testid="tweet"]', // a post
    any: "article", // a post, or the note that stands for one that cannot be seen
    avatar: '[data-testid="Tweet-User-Avatar"]',
    name: '[data-testid="User-Name"]', // the first is the post's, the second its quote's
    permalink: 'a[href*="/status/"] time[datetime]', // an advertisement has none, nor has a quote
    text: '[data-testid="tweetText"]',
    quote: 'div[role="link"][tabindex="0"]', // with a name of its own inside
    more: '[data-testid="tweet-text-show-more-link"]',
    photo: '[data-testid="tweetPhoto"]',
    video: '[data-testid="videoPlayer"], [data-testid="previewInterstitial"], [data-testid="videoComponent"]',
    card: '[data-testid="card.wrapper"]',
    poll: '[data-testid="cardPoll"]',
    promoted: '[data-testid="placementTracking"] article',
    hidden: 'a[href^="/i/status/"], [role="button"], button', // "Show more replies", where a row has no post
    heading: 'h2, [role="heading"]', // "Discover more": what follows is not of this conversation
    loading: '[role="progressbar"]',
  };
  // Hints of 2023, for pages without their stylesheet: the empty elements that are the lines to the rows above and below.
  const LINE_UP = "div.r-m5arl1.r-1p0dtai:empty";
  const LINE_DOWN = "div.r-m5arl1.r-14gqq1x:empty";

  const claims = (url) => HOSTS.test(url.hostname);
  const focus = (url) => url.pathname.match(/\/status(?:es)?\/(\d+)/)?.[1] ?? null;

  /** The rows in the page now, from top to bottom. */
  function cells(root = document) {
    const rows = [...root.querySelectorAll(SELECTORS.cell)].sort((one, other) => top(one) - top(other));
    return keyed(rows.length ? rows.map(cell) : [...root.querySelectorAll(SELECTORS.article)].map(cell));
  }

  const top = (row) => Number(row.style.transform.match(/translateY\(([\d.]+)px\)/)?.[1] ?? row.getBoundingClientRect().top);

  function cell(row) {
    const article = row.matches(SELECTORS.article) ? row : row.querySelector(SELECTORS.article);
    const post = article && read(article);
    if (!post) return { kind: kindWithoutPost(row, article), up: false, down: false, post: null, row, first: top(row) < 1 };
    return { kind: row.querySelector(SELECTORS.promoted) ? "ad" : "post", ...joins(article), post, row };
  }

  function kindWithoutPost(row, article) {
    if (article) return "ad";
    if (row.querySelector(SELECTORS.any)) return "tombstone";
    if (row.querySelector(SELECTORS.heading)) return "end";
    return row.querySelector(SELECTORS.hidden) && row.textContent.trim() ? "hidden" : null;
  }

  function joins(article) {
    const { up, down } = lines(article, article.querySelector(SELECTORS.avatar));
    return { up: up || article.querySelector(LINE_UP) !== null, down: down || article.querySelector(LINE_DOWN) !== null };
  }

  /** The post in an article, or null if the article has none. */
  function read(article) {
    const quote = quoted(article);
    const own = (selector) => [...article.querySelectorAll(selector)].filter((element) => !quote?.contains(element));
    const time = own(SELECTORS.permalink)[0];
    const url = time && new URL(time.closest("a").href);
    const id = url && focus(url);
    if (!id) return null;
    return {
      id,
      url: `${url.origin}${url.pathname.replace(/(\/status\/\d+).*/, "$1")}`,
      ...text(own(SELECTORS.text)[0]),
      posted_at: time.getAttribute("datetime"),
      author: { ...author(own(SELECTORS.name)[0]), avatar_url: own(`${SELECTORS.avatar} img`)[0]?.src ?? null },
      reply_to: null,
      media: media(own),
      quote: quote && readQuote(quote),
      truncated: own(SELECTORS.more).length > 0,
    };
  }

  function quoted(article) {
    return [...article.querySelectorAll(SELECTORS.quote)].find((element) => element.querySelector(SELECTORS.name)) ?? null;
  }

  const text = (element) => wording.compose(element ? wording.pieces(element, { skip: SELECTORS.more }) : []);

  function author(name) {
    const words = [...(name?.querySelectorAll("span") ?? [])].map((span) => span.textContent.trim());
    const handle = words.find((word) => /^@\w+$/.test(word))?.slice(1) ?? null;
    const first = name?.querySelector("a, [dir]");
    const shown = first && wording.compose(wording.pieces(first.querySelector("[dir]") ?? first)).text;
    return { name: shown?.replace(/^@\w+$/, "") || null, handle, url: handle && `https://x.com/${handle}` };
  }

  function media(own) {
    const photos = own(`${SELECTORS.photo} img`).filter((image) => !image.closest(SELECTORS.card)).map((image) => ({
      kind: "image",
      url: large(image.src),
      alt: described(image.alt),
    }));
    const videos = own(SELECTORS.video).filter((element) => !element.parentElement.closest(SELECTORS.video)).map((element) => ({
      kind: "video",
      url: null,
      alt: described(element.getAttribute("aria-label") ?? ""),
    }));
    return [...photos, ...videos, ...own(SELECTORS.poll).map(poll), ...own(SELECTORS.card).map(card).filter(Boolean)];
  }

  // "Image" and "Embedded video" are the site's words for "no description".
  const described = (alt) => (/^(image|embedded video|bild|eingebettetes video)?$/i.test(alt.trim()) ? null : alt.trim());
  const large = (address) => address.replace(/([?&]name=)\w+/, "$1large");

  function card(wrapper) {
    if (wrapper.querySelector(SELECTORS.poll)) return null;
    const link = wrapper.querySelector("a[href]"); // a player has none
    const alt = lineTexts(wrapper).join("\n") || null;
    return link || alt ? { kind: "card", url: link?.href ?? null, alt } : null;
  }

  const poll = (element) => ({ kind: "poll", url: null, alt: lineTexts(element).join("\n") || null });

  function lineTexts(element) {
    const found = [...element.querySelectorAll('[dir="auto"], [dir="ltr"]')].map((line) => line.textContent.trim());
    return [...new Set(found.filter(Boolean))];
  }

  function readQuote(element) {
    const link = element.querySelector(SELECTORS.permalink)?.closest("a") ?? element.querySelector('a[href*="/status/"]');
    const inside = (selector) => [...element.querySelectorAll(selector)];
    return {
      text: text(element.querySelector(SELECTORS.text)).text,
      author: author(element.querySelector(SELECTORS.name)),
      url: link ? link.href.replace(/(\/status\/\d+).*/, "$1") : null,
      posted_at: element.querySelector("time[datetime]")?.getAttribute("datetime") ?? null,
      media: media(inside),
    };
  }

  /** The links that open the rest of a text, in posts but not in their quotes. */
  function expanders() {
    return [...document.querySelectorAll(SELECTORS.article)].flatMap((article) => {
      const quote = quoted(article);
      return [...article.querySelectorAll(SELECTORS.more)].filter((more) => !quote?.contains(more));
    });
  }

  /** Whether a picture is still loading: its frame is there, the image is not. */
  const lazy = () => [...document.querySelectorAll(SELECTORS.photo)].some((frame) => !frame.querySelector("img[src]"));
  const loading = () => document.querySelector(`${SELECTORS.cell} ${SELECTORS.loading}`) !== null;

  return { site: "x", claims, focus, cells, expanders, lazy, loading, bottomIsEnd: false };
})();
