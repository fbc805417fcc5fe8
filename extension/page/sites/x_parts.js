// What a post on X is made of: text, author, pictures, cards, polls, notes, quotes, long articles. Injected before x.js; its
// functions are under `threadsheet.x_parts`.
(globalThis.threadsheet ??= {}).x_parts = (() => {
  const { wording, labels, view, articles } = threadsheet;
  const NAME = '[data-testid="User-Name"]'; // the first is of the post, the second of its quote
  const TEXT = '[data-testid="tweetText"]';
  const ARTICLE = '[data-testid="twitterArticleReadView"], [data-testid="twitterArticleRichTextView"], [data-testid="longformRichTextComponent"]';
  const SELECTORS = {
    quote: 'div[role="link"][tabindex="0"]', // with a name of its own inside
    more: '[data-testid="tweet-text-show-more-link"]',
    photo: '[data-testid="tweetPhoto"]',
    video: '[data-testid="videoPlayer"], [data-testid="previewInterstitial"], [data-testid="videoComponent"]',
    card: '[data-testid="card.wrapper"]',
    poll: '[data-testid="cardPoll"]',
    note: '[data-testid="birdwatch-pivot"]',
    title: '[data-testid="twitter-article-title"]',
    body: '[data-testid="twitterArticleRichTextView"], [data-testid="longformRichTextComponent"]',
    preview: '[data-testid="article-cover-image"]', // a long article of which only the beginning stands in the row
    // Parts of a post whose buttons do something else.
    apart: `[role="group"], ${NAME}, [data-testid="Tweet-User-Avatar"], [data-testid="socialContext"], [data-testid="birdwatch-pivot"], [data-testid="cardPoll"], [data-testid="card.wrapper"]`,
  };

  function quoted(article) {
    const boxes = [...article.querySelectorAll(SELECTORS.quote)].filter((element) => !element.closest(SELECTORS.body));
    return boxes.find((element) => element.querySelector(NAME)) ?? null;
  }

  /** `{text, html}` of a post; of a long article also `{article}`; `{isMachine, translated}` if only a translation is there. */
  function text(article, own) {
    const body = article.querySelector(SELECTORS.body);
    if (body) return articles.read(article.querySelector(SELECTORS.title)?.textContent, body);
    const texts = own(TEXT);
    const words = compose(texts[0]);
    const original = covers(article).some((control) => labels.is("original", control.textContent));
    const translation = texts[1] && labelled(article, texts) ? { translated: { from: null, text: compose(texts[1]).text } } : {};
    const cut = article.querySelector(SELECTORS.preview) !== null;
    return original ? { ...words, isMachine: true, translated: { from: null, text: words.text } } : { ...words, ...translation, truncated: cut };
  }

  const compose = (element) => wording.compose(element ? wording.pieces(element, { skip: SELECTORS.more }) : []);

  /** Whether the page says between two texts that the second is a translation. */
  function labelled(article, [first, second]) {
    const between = [...article.querySelectorAll("span, button, a, div[dir]")].filter(
      (element) => view.isAfter(first, element) && !first.contains(element) && view.isAfter(element, second),
    );
    return between.some((element) => labels.isTranslated(element.textContent) || labels.is("translate", element.textContent) || labels.is("original", element.textContent));
  }

  function author(name) {
    const words = [...(name?.querySelectorAll("span") ?? [])].map((span) => span.textContent.trim());
    const handle = words.find((word) => (/^@\w+$/).test(word))?.slice(1) ?? null;
    const first = name?.querySelector("a, [dir]");
    const shown = first && wording.compose(wording.pieces(first.querySelector("[dir]") ?? first)).text;
    return { name: shown?.replace(/^@\w+$/, "") || null, handle, url: handle && `https://x.com/${handle}` };
  }

  function media(own) {
    const photos = own(`${SELECTORS.photo} img`).filter((image) => !image.closest(SELECTORS.card) && !image.closest(SELECTORS.video)).map(photo);
    const players = own(SELECTORS.video).filter((element) => !element.parentElement.closest(SELECTORS.video));
    return [...photos, ...players.map(player), ...own(SELECTORS.card).map(card).filter(Boolean)];
  }

  const photo = (image) => ({ kind: "image", url: large(image.src), alt: labels.description(image.alt) ?? labels.description(image.closest(SELECTORS.photo).getAttribute("aria-label")) });
  const large = (address) => address.replace(/([?&]name=)\w+/, "$1large");

  /** A video or a GIF: a GIF is a file of its own, a video comes in pieces. */
  function player(element) {
    const film = element.querySelector("video");
    const sources = [film?.src, ...[...element.querySelectorAll("source")].map((source) => source.src)].filter((address) => (/^https?:/).test(address ?? ""));
    const isGif = /\/tweet_video/.test(`${sources[0] ?? ""} ${film?.poster ?? ""} ${element.querySelector("img")?.src ?? ""}`) || [...element.querySelectorAll("span, div:not(:has(*))")].some((label) => label.textContent.trim() === "GIF");
    const described = [element, ...element.querySelectorAll("[aria-label]")].map((part) => part.getAttribute("aria-label")).concat(element.querySelector("img")?.alt);
    const own = [film?.getAttribute("aria-label"), element.closest("[aria-label]")?.getAttribute("aria-label"), described[0], described.at(-1), element.querySelector("video, [data-testid='videoComponent']")?.parentElement?.getAttribute("aria-label")];
    const poster = film?.poster || element.querySelector("img")?.src || null;
    return { kind: isGif ? "gif" : "video", url: sources[0] ?? null, alt: own.map(labels.description).find(Boolean) ?? null, poster_url: poster };
  }

  function card(wrapper) {
    if (wrapper.querySelector(SELECTORS.poll)) return null;
    const link = wrapper.querySelector("a[href]"); // a player has none
    const alt = lineTexts(wrapper).join("\n") || labels.description(link?.getAttribute("aria-label")) || null;
    return link || alt ? { kind: "card", url: link?.href ?? null, alt } : null;
  }

  /** The text lines of an element, each once. */
  function lineTexts(element) {
    const texts = [...element.querySelectorAll('[dir="auto"], [dir="ltr"], [dir="rtl"]')].filter((line) => !line.querySelector("[dir]")).map((line) => line.textContent.trim());
    return [...new Set(texts.filter(Boolean))];
  }

  /** `{poll, note}` of a post: a note is what readers added, not the author's words. */
  function attachments(article, own) {
    const choices = own(SELECTORS.poll)[0];
    const note = own(SELECTORS.note)[0];
    return { poll: choices ? poll(choices) : null, note: note ? { text: noteText(note) } : null };
  }

  const SHARE = /\s*([\d.,٫]+)\s?[%٪]$/;

  function poll(element) {
    const items = [...element.querySelectorAll('li, [role="listitem"], [role="radio"], [role="radiogroup"] button, [role="radiogroup"] [role="button"]')].filter((item) => !item.querySelector("li, [role='radio'], [role='listitem']"));
    const listed = items.map((item) => lineTexts(item).join(" ") || item.textContent.trim());
    const lines = listed.length ? listed : pairs(lineTexts(element));
    const votes = listed.length ? lineTexts(element).map((line) => (/\d/.test(line) && !listed.some((choice) => choice.includes(line)) ? wording.count(line) : null)).find((count) => count !== null) : null;
    const options = lines.map((line) => ({ text: line.replace(SHARE, "").trim(), share: line.match(SHARE) ? Number(line.match(SHARE)[1].replace(/[,٫]/, ".")) : null }));
    return { options: options.filter((option) => option.text), votes: votes ?? null };
  }

  /** Lines in which a share may stand alone below its choice. */
  const pairs = (lines) => lines.reduce((all, line) => (/^[\d.,]+\s?%$/.test(line) && all.length ? [...all.slice(0, -1), `${all.at(-1)} ${line}`] : [...all, line]), []);

  function noteText(note) {
    const buttons = new Set(view.controls(note));
    return wording.compose(wording.pieces(note, { blocks: true, without: (element) => buttons.has(element) })).text;
  }

  function readQuote(element) {
    const link = element.querySelector('a[href*="/status/"] time')?.closest("a") ?? element.querySelector('a[href*="/status/"]');
    const inside = (selector) => [...element.querySelectorAll(selector)];
    return {
      text: compose(element.querySelector(TEXT)).text,
      author: author(element.querySelector(NAME)),
      url: link ? link.href.replace(/(\/status\/\d+).*/, "$1") : null,
      posted_at: element.querySelector("time[datetime]")?.getAttribute("datetime") ?? null,
      media: media(inside),
    };
  }

  /** The controls that open a post: "Show more", the button of a warning, "Show original". Never those of its quote. */
  function covers(article) {
    const quote = quoted(article);
    const mine = [...article.querySelectorAll(`${SELECTORS.more}, button, [role="button"]`)].filter((control) => !quote?.contains(control) && view.isVisible(control));
    return mine.filter((control) => control.matches(SELECTORS.more) || isCover(control));
  }

  function isCover(control) {
    if (control.closest(SELECTORS.apart) || control.matches("[aria-haspopup], [data-testid='playButton']")) return false;
    const label = control.textContent;
    return labels.is("show", label) || labels.is("original", label) || labels.is("more", label);
  }

  return { NAME, ARTICLE, quoted, text, author, media, attachments, readQuote, covers };
})();
