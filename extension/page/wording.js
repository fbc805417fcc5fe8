// The text of a post: turns pieces of a page (plain text and links) into one text and into the same text as flat HTML.
// Injected into pages, where scripts cannot be modules; its functions are under `threadsheet.wording`.
(globalThis.threadsheet ??= {}).wording = (() => {
  const SHORTENERS = /^https?:\/\/(t\.co|bit\.ly|go\.bsky\.app)\//;
  // Redirect pages of sites, and the query parameter that has the real address.
  const REDIRECTS = [
    [/^https?:\/\/l\.(threads\.(com|net)|instagram\.com|facebook\.com)\/$/, "u"],
    [/^https?:\/\/go\.bsky\.app\/redirect$/, "u"],
  ];
  const LOOKS_LIKE_ADDRESS = /^[\w-]+(\.[\w-]+)+([/?#]\S*)?$/;

  /** The target of a site's redirect page; any other address unchanged. */
  function direct(href) {
    for (const [page, parameter] of REDIRECTS) {
      const [path, query] = href.split("?");
      const target = page.test(path) && new URLSearchParams(query).get(parameter);
      if (target) return target;
    }
    return href;
  }

  /**
   * The text and the address of a link as its author wrote them. `shown` is the full text of the link, with hidden parts, and may
   * end in the site's "…"; `href` is its target, perhaps through a shortener.
   */
  function link(shown, href) {
    const cut = /(…|\.\.\.)$/.test(shown);
    const stem = shown.replace(/(…|\.\.\.)$/, "");
    const target = direct(href);
    if (!SHORTENERS.test(target)) {
      const bare = target.replace(/^https?:\/\/(www\.)?/, "");
      const same = bare.startsWith(stem.replace(/^https?:\/\/(www\.)?/, "")) && /[./]/.test(stem);
      return { text: same ? target : shown, href: target };
    }
    if (/^https?:\/\//.test(stem)) return { text: stem, href: stem };
    // A text that was cut says too little; one that was not cut only lacks the scheme.
    if (cut || !LOOKS_LIKE_ADDRESS.test(stem)) return { text: cut ? target : shown, href: target };
    return { text: `https://${stem}`, href: `https://${stem}` };
  }

  const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  const escape = (text) => text.replace(/[&<>"]/g, (character) => ESCAPES[character]);

  /** `{text, html}` of pieces `{text, href?}`; white space at both ends is dropped from both. */
  function compose(pieces) {
    const parts = trimmed(pieces);
    return {
      text: parts.map((piece) => piece.text).join(""),
      html: parts.map((piece) => (piece.href ? anchor(piece) : escape(piece.text))).join("").replace(/\n/g, "<br>"),
    };
  }

  function anchor({ text, href }) {
    return /^https?:/.test(href) ? `<a href="${escape(href)}">${escape(text)}</a>` : escape(text);
  }

  function trimmed(pieces) {
    const parts = pieces.map((piece) => ({ ...piece }));
    while (parts.length && !(parts[0].text = parts[0].text.trimStart())) parts.shift();
    while (parts.length && !(parts.at(-1).text = parts.at(-1).text.trimEnd())) parts.pop();
    return parts;
  }

  /**
   * The pieces of an element's text. `paragraphs` names the elements that are separated by a blank line, `skip` is a selector for
   * elements that are not the author's text, `without(element)` tells the same of others. With `blocks` every element that is drawn
   * as a block begins a line of its own. An emoji shown as a picture becomes its character.
   */
  function pieces(element, { paragraphs = [], skip = null, without = () => false, blocks = false } = {}) {
    const pieces = [];
    const walk = (node) => {
      // Line ends between paragraphs in the source are not part of the text.
      const between = paragraphs.length > 0 && node.parentNode === element && !node.data?.trim();
      if (node.nodeType === Node.TEXT_NODE && !between) pieces.push({ text: node.data });
      if (node.nodeType !== Node.ELEMENT_NODE || (skip && node.matches(skip)) || without(node)) return;
      if (node.localName === "br") pieces.push({ text: "\n" });
      else if (node.localName === "img") pieces.push({ text: node.alt });
      else if (node.localName === "a" && node.href) pieces.push(anchored(node));
      else {
        const newParagraph = paragraphs.includes(node.localName) && pieces.some((piece) => piece.text.trim());
        if (newParagraph && pieces.at(-1).text !== "\n\n") pieces.push({ text: "\n\n" });
        const startsLine = blocks && pieces.length > 0 && !pieces.at(-1).text.endsWith("\n") && isBlock(node);
        if (startsLine) pieces.push({ text: "\n" });
        node.childNodes.forEach(walk);
      }
    };
    element.childNodes.forEach(walk);
    return pieces;
  }

  const isBlock = (node) => !/^(inline|contents|none)/.test(getComputedStyle(node).display);

  function anchored(node) {
    const shown = [...node.childNodes].map(shownText).join("");
    return /^[@#$]/.test(shown) ? { text: shown, href: node.href } : link(shown, node.href);
  }

  function shownText(node) {
    if (node.localName === "img") return node.alt;
    return node.childNodes.length ? [...node.childNodes].map(shownText).join("") : node.textContent;
  }

  const SUFFIXES = [[/\d\s*(k|tsd|mil|tys|тыс|bin|ألف|천)(?!\p{L})/iu, 1e3], [/\d\s*(m|mio|mln|mi|mn|млн|مليون)(?!\p{L})/iu, 1e6], [/\d\s*(万|萬|만)/u, 1e4]];
  const DIGITS = ["٠", "۰", "०"].map((zero) => zero.codePointAt(0));

  /** The first number in a label: "1,234 replies", "1.2K", "٣ ردود", "1+"; null if there is none. Short forms are rounded. */
  function count(label) {
    const plain = (label ?? "").replace(/\p{Nd}/gu, (digit) => asciiDigit(digit));
    const number = plain.match(/\d+(?:[.,\u00a0\u202f' ]\d{3})*(?![\d])(?:[.,]\d+)?/u);
    if (!number) return null;
    const factor = SUFFIXES.find(([pattern]) => pattern.test(plain.slice(number.index)))?.[1] ?? 1;
    const digits = factor === 1 ? number[0].replace(/\D/g, "") : number[0].replace(",", ".");
    return Math.round(Number(digits) * factor) + (plain[number.index + number[0].length] === "+" ? 1 : 0);
  }

  function asciiDigit(digit) {
    const zero = DIGITS.find((code) => digit.codePointAt(0) >= code && digit.codePointAt(0) <= code + 9);
    return zero ? String(digit.codePointAt(0) - zero) : digit;
  }

  return { link, direct, compose, pieces, escape, count };
})();
