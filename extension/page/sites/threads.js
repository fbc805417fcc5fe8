// Threads (threads.com, threads.net). Few elements have stable names: a post is a pressable container that links to itself.
(globalThis.threadsheet ??= {}).sites ??= {};
threadsheet.sites.threads = (() => {
  const { wording, labels, lines, view, view: { isAfter }, rows: { keyed } } = threadsheet;
  const HOSTS = /(^|\.)threads\.(com|net)$/;
  const POST = /^\/@([^/]+)\/post\/([^/?#]+)/;
  const SELECTORS = {
    item: '[data-pressable-container="true"]', // a post; one inside another is its quote
    permalink: 'a[href*="/post/"] time[datetime]',
    words: '[dir="auto"]', // every text; those of the post itself are not in buttons or times
    notWords: '[role="button"], button, time, nav, figcaption',
    picture: "img[alt$='profile picture'], a[href^='/@'] img",
    photo: "picture img, img[src*='/v/t51'], img[src*='/v/t39']",
    video: "video",
    card: 'a[href*="l.threads.com/?u="], a[href*="l.threads.net/?u="], a[href*="l.instagram.com/?u="]',
    loading: '[role="progressbar"], [data-visualcompletion="loading-state"]',
    outside: "h1, h2, h3, [role='heading'], [dir='auto'], a[href], button, [role='button']",
    control: "a[href], button, [role='button']",
  };

  const claims = (url) => HOSTS.test(url.hostname);
  const focus = (url) => url.pathname.match(POST)?.[2] ?? null;
  const here = () => new URL(location.href);

  function cells() {
    const items = [...document.querySelectorAll(SELECTORS.item)].filter((item) => !item.parentElement.closest(SELECTORS.item));
    const shown = view.inColumn(items, (item) => item.querySelector(`a[href*="/post/${CSS.escape(focus(here()) ?? "")}"] time`) !== null);
    const all = [...shown.map(cell).filter(Boolean), ...between(shown)];
    return keyed(all.sort((one, other) => (isAfter(one.row, other.row) ? -1 : 1)));
  }

  /**
   * What stands between the posts and below them: nothing does inside a conversation, except what opens more of it. Words without
   * a control, such as "Related threads", end it.
   */
  function between(items) {
    if (!items.length) return [];
    const outside = [...document.querySelectorAll(SELECTORS.outside)].filter(
      (element) => isAfter(items[0], element) && !element.closest(SELECTORS.item) && !element.querySelector(SELECTORS.item) && !element.closest(view.ELSEWHERE) && element.textContent.trim() && view.isVisible(element),
    );
    return outside.filter((element) => !element.parentElement.closest(SELECTORS.outside)).map(separator).filter(Boolean);
  }

  function separator(row) {
    const control = row.matches(SELECTORS.control) ? row : row.querySelector(SELECTORS.control);
    if (!control) return labels.isLogin(row.textContent) || row.closest('[role="dialog"]') ? null : { kind: "end", row };
    return labels.is("more", control.textContent) ? { kind: "more", row, control } : null;
  }

  function cell(row) {
    const quote = row.querySelector(SELECTORS.item);
    const own = ownParts(row);
    const post = read(own);
    if (!post) return null;
    const words = { ...post, quote: quote && readQuote(quote), truncated: covers(row).length > 0, answers: answers(own) };
    return { kind: "post", ...lines(row, own(SELECTORS.picture)[0]), focused: post.id === focus(here()), post: words, row };
  }

  function ownParts(row) {
    const quote = row.querySelector(SELECTORS.item);
    return (selector) => [...row.querySelectorAll(selector)].filter((element) => !quote?.contains(element));
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

  /** The texts below a post's time that are not in buttons, one per line; above and beside the time is the author. */
  function text(own, time) {
    const cards = own(SELECTORS.card).filter((link) => link.querySelector("img"));
    const below = own(SELECTORS.words).filter(
      (element) => isAfter(time, element) && !time.contains(element) && !element.closest(SELECTORS.notWords) && !element.parentElement.closest(SELECTORS.words) && !cards.some((link) => link.contains(element)) && !isLabel(element),
    );
    const texts = withoutHead(below, time);
    const translation = texts.findIndex((element) => labels.isTranslated(element.textContent));
    const lines = (elements) => wording.compose(joined(elements.map((element) => wording.pieces(element)).filter((pieces) => pieces.some((piece) => piece.text.trim()))));
    const original = own(SELECTORS.notWords).some((control) => labels.is("original", control.textContent));
    const words = lines(translation > 0 ? texts.slice(0, translation) : texts);
    if (original) return { ...words, isMachine: true, translated: { from: null, text: words.text } };
    return translation > 0 ? { ...words, translated: { from: null, text: lines(texts.slice(translation + 1)).text } } : words;
  }

  const joined = (parts) => parts.flatMap((pieces, index) => (index ? [{ text: "\n" }, ...pieces] : pieces));

  /** The texts without short ones that stand closer to the time than others: they belong to its line, as "· Author" does. */
  function withoutHead(texts, time) {
    const depths = texts.map((element) => depthOf(commonAncestor(time, element)));
    const body = Math.min(...depths);
    return texts.filter((element, index) => depths[index] === body || element.textContent.trim().length > 40);
  }

  function commonAncestor(one, other) {
    let ancestor = one.parentElement;
    while (!ancestor.contains(other)) ancestor = ancestor.parentElement;
    return ancestor;
  }

  function depthOf(element) {
    let depth = 0;
    for (let ancestor = element; ancestor; ancestor = ancestor.parentElement) depth += 1;
    return depth;
  }

  /** Words of the site beside the time or below the text: "· Author", "Translate". */
  function isLabel(element) {
    const words = element.textContent.trim();
    return !/[^\s\u00b7•]/u.test(words) || ["author", "translate", "original"].some((kind) => labels.is(kind, words));
  }

  function answers(own) {
    const icon = own('svg[aria-label]').find((svg) => REPLY.test(svg.getAttribute("aria-label")));
    const button = icon?.closest('[role="button"], button, a');
    return button ? (wording.count(button.textContent) ?? 0) : null;
  }

  // The first of a post's four figures; its label in the languages of the interface.
  const REPLY = /^(reply|comment|antwort|antworten|kommentieren|responder|respuesta|comentar|répondre|réponse|commenter|risposta|rispondi|commenta|antwoord|beantwoorden|reageren|odpowied|ответить|ответ|返信|回复|回覆|답글|yanıtla|رد|svar|svara)/i;

  function media(own) {
    const faces = own(SELECTORS.picture);
    const cards = own(SELECTORS.card).filter((link) => link.querySelector("img") || !link.closest(SELECTORS.words));
    const photos = own(SELECTORS.photo).filter((image) => !faces.includes(image) && !cards.some((link) => link.contains(image)));
    return [
      ...photos.map((image) => ({ kind: "image", url: image.src, alt: labels.description(image.alt) })),
      ...own(SELECTORS.video).map(view.film),
      ...cards.map((link) => ({ kind: "card", url: wording.direct(link.href), alt: link.textContent.trim() || null })),
    ];
  }

  function readQuote(element) {
    const quote = read((selector) => [...element.querySelectorAll(selector)]);
    return quote && { text: quote.text, author: quote.author, url: quote.url, posted_at: quote.posted_at, media: quote.media };
  }

  /** The controls that open a post: "more", a warning, the author's own words instead of a translation. */
  function covers(row) {
    const quote = row.querySelector(SELECTORS.item);
    const mine = view.controls(row).filter((control) => !quote?.contains(control) && !control.querySelector("svg[aria-label]") && view.isVisible(control));
    return mine.filter((control) => ["more", "show", "original"].some((kind) => labels.is(kind, control.textContent)));
  }

  const lazy = () => false;
  const loading = () => view.isLoading(SELECTORS.loading, SELECTORS.item);

  return { site: "threads", claims, focus, cells, covers, lazy, loading };
})();
