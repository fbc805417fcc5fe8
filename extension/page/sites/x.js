// X (x.com, twitter.com): a virtualised list of rows; only what is near the window is in the page. Learned from saved pages
// of 2023 to 2026: class names rotate, `data-testid` stays.
(globalThis.threadsheet ??= {}).sites ??= {};
threadsheet.sites.x = (() => {
  const { wording, labels, lines, view, x_parts: parts, rows: { keyed } } = threadsheet;
  const HOSTS = /(^|\.)(x|twitter)\.com$/;
  const SELECTORS = {
    column: '[data-testid="primaryColumn"]',
    cell: '[data-testid="cellInnerDiv"]', // one row of the list, whatever is in it
    article: 'article[data-testid="tweet"]', // a post
    any: "article", // a post, or the note that stands for one that cannot be seen
    avatar: '[data-testid="Tweet-User-Avatar"]',
    permalink: 'a[href*="/status/"] time[datetime], a[href*="/article/"] time[datetime]', // an advertisement has none, nor has a quote
    promoted: '[data-testid="placementTracking"] article',
    composer: '[data-testid^="tweetTextarea"], [data-testid="inline_reply_offscreen"], [data-testid="tweetButtonInline"], [role="textbox"]',
    link: 'a[href^="/i/status/"]', // leads to more replies, where a row has no post
    control: '[role="button"], button',
    heading: 'h2, [role="heading"]', // what follows is not of this conversation
    loading: '[data-testid="primaryColumn"] [role="progressbar"], [data-testid="cellInnerDiv"] [role="progressbar"]',
    reply: '[data-testid="reply"]',
  };
  // Hints of 2023, for pages without their stylesheet: the empty elements that are the lines to the rows above and below.
  const LINE_UP = "div.r-m5arl1.r-1p0dtai:empty";
  const LINE_DOWN = "div.r-m5arl1.r-14gqq1x:empty";

  const claims = (url) => HOSTS.test(url.hostname);
  const focus = (url) => url.pathname.match(/\/(?:status(?:es)?|article)\/(\d+)/)?.[1] ?? null;

  /** The rows in the page now, from top to bottom. */
  function cells(root = column()) {
    const rows = shown([...root.querySelectorAll(SELECTORS.cell)]).sort((one, other) => top(one) - top(other));
    const rowCells = rows.length ? rows.map(cell) : shown([...root.querySelectorAll(SELECTORS.article)]).map(cell);
    return keyed(rowCells.filter(Boolean));
  }

  const column = () => view.firstVisible(SELECTORS.column) ?? document;
  const shown = (rows) => view.inColumn(rows, (row) => row.querySelector(`a[href*="/${focus(new URL(location.href))}"]`) !== null);
  const top = (row) => Number(row.style.transform.match(/translateY\(([\d.]+)px\)/)?.[1] ?? row.getBoundingClientRect().top);

  function cell(row) {
    const article = row.matches(SELECTORS.article) ? row : row.querySelector(SELECTORS.article);
    const post = article && read(article);
    if (!post) return { ...withoutPost(row, article), row, first: top(row) < 1 };
    const focused = post.id === focus(new URL(location.href));
    return { kind: row.querySelector(SELECTORS.promoted) ? "ad" : "post", ...joins(article), focused, post, row };
  }

  /** `{kind, control}` of a row that has no post; without kind if it means nothing. */
  function withoutPost(row, article) {
    if (article) return { kind: "ad" };
    const control = [...row.querySelectorAll(`${SELECTORS.link}, ${SELECTORS.control}`)].find((element) => element.textContent.trim()) ?? null;
    if (row.querySelector(SELECTORS.any)) return control && labels.is("show", control.textContent) ? { kind: "covered", control } : { kind: "tombstone" };
    if (row.querySelector(SELECTORS.composer)) return {};
    if (row.querySelector(SELECTORS.heading)) return { kind: "end" };
    return control ? { kind: "more", control } : {};
  }

  function joins(article) {
    const { up, down } = lines(article, article.querySelector(SELECTORS.avatar));
    return { up: up || article.querySelector(LINE_UP) !== null, down: down || article.querySelector(LINE_DOWN) !== null };
  }

  /** The post in an article, or null if the article has none. */
  function read(article) {
    const quote = parts.quoted(article);
    const own = (selector) => [...article.querySelectorAll(selector)].filter((element) => !quote?.contains(element));
    const url = permalink(article, own);
    const id = url && focus(url);
    if (!id) return null;
    const text = parts.text(article, own);
    return {
      id,
      url: `${url.origin}${url.pathname.replace(/\/article\//, "/status/").replace(/(\/status\/\d+).*/, "$1")}`,
      ...text,
      posted_at: own(SELECTORS.permalink)[0]?.getAttribute("datetime") ?? null,
      author: { ...parts.author(own(parts.NAME)[0]), avatar_url: own(`${SELECTORS.avatar} img`)[0]?.src ?? null },
      reply_to: null,
      media: parts.media(own),
      ...parts.attachments(article, own),
      quote: quote && parts.readQuote(quote),
      truncated: covers(article).length > 0 || text.truncated,
      answers: answers(own),
    };
  }

  /** The address of a post: its time's, else (in a long article, where the time may be missing) that of its own figures. */
  function permalink(article, own) {
    const time = own(SELECTORS.permalink)[0];
    const link = time?.closest("a") ?? (article.querySelector(parts.ARTICLE) && own('a[href*="/status/"][href$="/analytics"]')[0]);
    if (link) return new URL(link.href);
    return article.querySelector(parts.ARTICLE) && focus(new URL(location.href)) ? new URL(location.href) : null;
  }

  /** How many answers the page counts; null if it does not say. An exact number stands in the label, a short one in the text. */
  function answers(own) {
    const button = own(SELECTORS.reply)[0];
    if (!button) return null;
    return wording.count(button.getAttribute("aria-label")) ?? wording.count(button.textContent) ?? 0;
  }

  /** What covers or cuts a post: its "Show more", a warning over its pictures, a translation in place of its words. */
  function covers(row) {
    const article = row.matches(SELECTORS.article) ? row : row.querySelector(SELECTORS.article);
    return article ? parts.covers(article) : [];
  }

  /** Whether a picture is still loading: its frame is there, the image is not. */
  const lazy = () => [...document.querySelectorAll('[data-testid="tweetPhoto"]')].some((frame) => !frame.querySelector("img[src]"));
  const loading = () => view.isLoading(SELECTORS.loading, `article, [data-testid^="progressBar"], ${SELECTORS.composer}`);

  return { site: "x", claims, focus, cells, covers, lazy, loading };
})();
