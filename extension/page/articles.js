// Long articles: the blocks of an editor as flat HTML, with headings, lists, quotations, code and links. Injected; under
// `threadsheet.articles`.
(globalThis.threadsheet ??= {}).articles = (() => {
  const { wording } = threadsheet;
  const BLOCKS = "h1, h2, h3, h4, h5, h6, p, li, blockquote, pre, [data-block='true']";
  const TAGS = { H1: "h2", H2: "h2", H3: "h3", H4: "h4", H5: "h4", H6: "h4", LI: "li", BLOCKQUOTE: "blockquote", PRE: "pre" };
  const PICTURE = '[data-testid="tweetPhoto"], figure'; // its description is not a text of the article
  const EMBEDDED = '[data-testid="simpleTweet"], article'; // a post of anybody inside the article

  /** `{text, html, article: {title, html}}` of an article's title and body. */
  function read(title, body) {
    const blocks = [...body.querySelectorAll(BLOCKS)].filter((block) => !block.querySelector(BLOCKS));
    const pieces = blocks.map(block).filter(({ text }) => text);
    const html = pieces.map(({ tag, text, html: inner }) => (tag === "pre" ? `<pre>${wording.escape(text)}</pre>` : wrap(tag, inner))).join("");
    const heading = title?.trim() || null;
    return { text: [heading, ...pieces.map(({ text }) => text)].filter(Boolean).join("\n\n"), html: null, article: { title: heading, html } };
  }

  const wrap = (tag, inner) => (tag === "li" ? `<ul><li>${inner}</li></ul>` : `<${tag}>${inner}</${tag}>`);

  function block(element) {
    const embedded = element.closest(EMBEDDED) && element.closest("[data-block='true']")?.querySelector(EMBEDDED) ? "blockquote" : null;
    const list = element.closest("li, blockquote");
    const tag = TAGS[element.tagName] ?? embedded ?? TAGS[list?.tagName] ?? "p";
    if (tag === "pre") return { tag, text: element.textContent.replace(/\n+$/, ""), html: null };
    return { tag, ...wording.compose(wording.pieces(element, { skip: PICTURE })) };
  }

  return { read };
})();
