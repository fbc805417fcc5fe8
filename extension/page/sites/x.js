// X (x.com, twitter.com): a virtualised list of rows; only what is near the window is in the page. Learned from saved pages
// of 2023 to 2026: class names rotate, `data-testid` stays.
(globalThis.threadsheet ??= {}).sites ??= {};
threadsheet.sites.x = (() => {
  const { wording, lines, rows: { keyed } } = threadsheet;
  const HOSTS = /(^|\.)(x|twitter)\.com$/;
  const AT = {
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
    const rows = [...root.querySelectorAll(AT.cell)].sort((one, other) => top(one) - top(other));
    return keyed(rows.length ? rows.map(cell) : [...root.querySelectorAll(AT.article)].map(cell));
  }

  const top = (row) => Number(row.style.transform.match(/translateY\(([\d.]+)px\)/)?.[1] ?? row.getBoundingClientRect().top);

  function cell(row) {
    const article = row.matches(AT.article) ? row : row.querySelector(AT.article);
    const post = article && read(article);
    if (!post) return { kind: kindWithoutPost(row, article), up: false, down: false, post: null, row, first: top(row) < 1 };
    return { kind: row.querySelector(AT.promoted) ? "ad" : "post", ...joins(article), post, row };
  }

  function kindWithoutPost(row, article) {
    if (article) return "ad";
    if (row.querySelector(AT.any)) return "tombstone";
    if (row.querySelector(AT.heading)) return "end";
    return row.querySelector(AT.hidden) && row.textContent.trim() ? "hidden" : null;
  }

  function joins(article) {
    const { up, down } = lines(article, article.querySelector(AT.avatar));
    return { up: up || article.querySelector(LINE_UP) !== null, down: down || article.querySelector(LINE_DOWN) !== null };
  }

  /** What an article says, or null when it is no post of anybody's. */
  function read(article) {
    const quote = quoted(article);
    const own = (selector) => [...article.querySelectorAll(selector)].filter((each) => !quote?.contains(each));
    const time = own(AT.permalink)[0];
    const url = time && new URL(time.closest("a").href);
    const id = url && focus(url);
    if (!id) return null;
    return {
      id,
      url: `${url.origin}${url.pathname.replace(/(\/status\/\d+).*/, "$1")}`,
      ...text(own(AT.text)[0]),
      posted_at: time.getAttribute("datetime"),
      author: { ...author(own(AT.name)[0]), avatar_url: own(`${AT.avatar} img`)[0]?.src ?? null },
      reply_to: null,
      media: media(own),
      quote: quote && readQuote(quote),
      truncated: own(AT.more).length > 0,
    };
  }

  function quoted(article) {
    return [...article.querySelectorAll(AT.quote)].find((each) => each.querySelector(AT.name)) ?? null;
  }

  const text = (element) => wording.compose(element ? wording.pieces(element, { skip: AT.more }) : []);

  function author(name) {
    const words = [...(name?.querySelectorAll("span") ?? [])].map((span) => span.textContent.trim());
    const handle = words.find((word) => /^@\w+$/.test(word))?.slice(1) ?? null;
    const first = name?.querySelector("a, [dir]");
    const shown = first && wording.compose(wording.pieces(first.querySelector("[dir]") ?? first)).text;
    return { name: shown?.replace(/^@\w+$/, "") || null, handle, url: handle && `https://x.com/${handle}` };
  }

  function media(own) {
    const photos = own(`${AT.photo} img`).filter((image) => !image.closest(AT.card)).map((image) => ({
      kind: "image",
      url: large(image.src),
      alt: described(image.alt),
    }));
    const videos = own(AT.video).filter((each) => !each.parentElement.closest(AT.video)).map((each) => ({
      kind: "video",
      url: null,
      alt: described(each.getAttribute("aria-label") ?? ""),
    }));
    return [...photos, ...videos, ...own(AT.poll).map(poll), ...own(AT.card).map(card).filter(Boolean)];
  }

  // "Image" and "Embedded video" are the site's words for "no description".
  const described = (alt) => (/^(image|embedded video|bild|eingebettetes video)?$/i.test(alt.trim()) ? null : alt.trim());
  const large = (address) => address.replace(/([?&]name=)\w+/, "$1large");

  function card(wrapper) {
    if (wrapper.querySelector(AT.poll)) return null;
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
    const link = element.querySelector(AT.permalink)?.closest("a") ?? element.querySelector('a[href*="/status/"]');
    const inside = (selector) => [...element.querySelectorAll(selector)];
    return {
      text: text(element.querySelector(AT.text)).text,
      author: author(element.querySelector(AT.name)),
      url: link ? link.href.replace(/(\/status\/\d+).*/, "$1") : null,
      posted_at: element.querySelector("time[datetime]")?.getAttribute("datetime") ?? null,
      media: media(inside),
    };
  }

  /** What opens the rest of a text, in posts and never in their quotes. */
  function expanders() {
    return [...document.querySelectorAll(AT.article)].flatMap((article) => {
      const quote = quoted(article);
      return [...article.querySelectorAll(AT.more)].filter((more) => !quote?.contains(more));
    });
  }

  /** Whether a picture that will be there is not yet: its frame stands, the image does not. */
  const lazy = () => [...document.querySelectorAll(AT.photo)].some((frame) => !frame.querySelector("img[src]"));
  const loading = () => document.querySelector(`${AT.cell} ${AT.loading}`) !== null;

  return { site: "x", claims, focus, cells, expanders, lazy, loading, bottomIsEnd: false };
})();
