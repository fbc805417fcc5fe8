// What a post says: pieces of a page (plain, or leading somewhere) become one text, and the same text as flat HTML.
// Injected into pages, where scripts cannot be modules; it puts its functions under `threadsheet.wording`.
(globalThis.threadsheet ??= {}).wording = (() => {
  const SHORTENERS = /^https?:\/\/(t\.co|bit\.ly|go\.bsky\.app)\//;
  // Sites that put a warning page of their own before the real address, and where that stands.
  const DETOURS = [
    [/^https?:\/\/l\.(threads\.(com|net)|instagram\.com|facebook\.com)\/$/, "u"],
    [/^https?:\/\/go\.bsky\.app\/redirect$/, "u"],
  ];
  const LOOKS_LIKE_ADDRESS = /^[\w-]+(\.[\w-]+)+([/?#]\S*)?$/;

  /** The address behind a site's own detour; any other address as it is. */
  function direct(href) {
    for (const [page, parameter] of DETOURS) {
      const [path, query] = href.split("?");
      const target = page.test(path) && new URLSearchParams(query).get(parameter);
      if (target) return target;
    }
    return href;
  }

  /**
   * The text and the address of a link as its author meant them. `shown` is all of the link's text, hidden parts included,
   * perhaps ending in the site's "…"; `href` is where it leads, perhaps through a shortener.
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
    // Without its hidden parts a shortened text says too little; a whole one only lacks the scheme.
    if (cut || !LOOKS_LIKE_ADDRESS.test(stem)) return { text: cut ? target : shown, href: target };
    return { text: `https://${stem}`, href: `https://${stem}` };
  }

  const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  const escape = (text) => text.replace(/[&<>"]/g, (character) => ESCAPES[character]);

  /** `{text, html}` of pieces `{text, href?}`; white space at both ends is dropped from both. */
  function compose(pieces) {
    const kept = trimmed(pieces);
    return {
      text: kept.map((piece) => piece.text).join(""),
      html: kept.map((piece) => (piece.href ? anchor(piece) : escape(piece.text))).join("").replace(/\n/g, "<br>"),
    };
  }

  function anchor({ text, href }) {
    return /^https?:/.test(href) ? `<a href="${escape(href)}">${escape(text)}</a>` : escape(text);
  }

  function trimmed(pieces) {
    const kept = pieces.map((piece) => ({ ...piece }));
    while (kept.length && !(kept[0].text = kept[0].text.trimStart())) kept.shift();
    while (kept.length && !(kept.at(-1).text = kept.at(-1).text.trimEnd())) kept.pop();
    return kept;
  }

  /**
   * The pieces of an element's text. `paragraphs` names the elements that stand a blank line apart, `skip` matches what is
   * not the author's word. An emoji that is drawn as a picture counts as the character it stands for.
   */
  function pieces(element, { paragraphs = [], skip = null } = {}) {
    const found = [];
    const walk = (node) => {
      // Between paragraphs the line ends of the source are nobody's.
      const between = paragraphs.length > 0 && node.parentNode === element && !node.data?.trim();
      if (node.nodeType === Node.TEXT_NODE && !between) found.push({ text: node.data });
      if (node.nodeType !== Node.ELEMENT_NODE || (skip && node.matches(skip))) return;
      if (node.localName === "br") found.push({ text: "\n" });
      else if (node.localName === "img") found.push({ text: node.alt });
      else if (node.localName === "a" && node.href) found.push(anchored(node));
      else {
        const apart = paragraphs.includes(node.localName) && found.some((piece) => piece.text.trim());
        if (apart) found.push({ text: "\n\n" });
        node.childNodes.forEach(walk);
      }
    };
    element.childNodes.forEach(walk);
    return found;
  }

  function anchored(node) {
    const shown = [...node.childNodes].map(shownText).join("");
    return /^[@#$]/.test(shown) ? { text: shown, href: node.href } : link(shown, node.href);
  }

  function shownText(node) {
    if (node.localName === "img") return node.alt;
    return node.childNodes.length ? [...node.childNodes].map(shownText).join("") : node.textContent;
  }

  return { link, direct, compose, pieces };
})();
