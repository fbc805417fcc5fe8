// The numbers that authors give their posts, and other words that announce a next post. Used only as evidence against an end that
// the page seems to show; the server reads the numbers properly. Pure. Injected; under `threadsheet.numbers`.
(globalThis.threadsheet ??= {}).numbers = (() => {
  const OF = "(?:/|⁄|∕|\\s(?:of|von|de|sur|di|van|z|ze|из|av|af|z\\.|sa)\\s|の|之)";
  const NUMBER = "(\\d{1,3})";
  const AT_START = new RegExp(`^[\\s\\p{So}\\p{Ps}*#【「]*${NUMBER}\\s*${OF}\\s*${NUMBER}(?![\\d/%])`, "u");
  const AT_END = new RegExp(`(?:^|[\\s\\p{Ps}【「])${NUMBER}\\s*${OF}\\s*${NUMBER}[\\s\\p{So}\\p{Pe}\\]】」.!]*$`, "u");
  const OPEN = /^[\s\p{So}\p{Ps}*]*(\d{1,3})\s*(?:\/(?!\d)|[.):](?=\s)|\/n\b|\u20e3)|[\s\p{Ps}](\d{1,3})(?:\/n?|\u20e3)[\s\p{So}\p{Pe}]*$/u;
  const ANNOUNCES = /(?:👇|⬇️?|🧵|⤵️?|🔽|👉|➡️?|→|↓|(?:\.{3}|…)\s*\d*\/?)\s*\p{Pe}?\s*$/u;
  const OPENS = /🧵|(?:^|[\s(\[])(?:a\s+)?thread\s*(?:[:👇⬇️↓)\]]|$)/iu;

  /** `{number, of}` of a text, null where it has none. */
  function parse(text) {
    const total = text.match(AT_START) ?? text.match(AT_END);
    if (total && Number(total[2]) >= 2 && Number(total[1]) <= Number(total[2])) return { number: Number(total[1]), of: Number(total[2]) };
    const open = text.match(OPEN);
    return { number: open ? Number(open[1] ?? open[2]) : null, of: null };
  }

  /** The largest total that a text names; null if none does. */
  function total(texts) {
    const totals = texts.map((text) => parse(text).of).filter((of) => of !== null);
    return totals.length ? Math.max(...totals) : null;
  }

  /** Whether the author's numbers go from the first to the last. */
  function areComplete(texts) {
    const parsed = texts.map(parse);
    const of = total(texts);
    const last = parsed.findLast(({ number }) => number !== null)?.number;
    const seen = new Set(parsed.map(({ number }) => number));
    return of !== null && last === of && Array.from({ length: of }, (_, index) => index + 1).every((number) => seen.has(number));
  }

  /** Whether the author's words say that more follows than these texts. */
  function announceMore(texts) {
    if (!texts.length || areComplete(texts)) return false;
    const of = total(texts);
    const last = texts.at(-1).trim();
    if (of !== null && !(parse(last).number === of && texts.length >= of)) return true;
    if (texts.length > 1) return ANNOUNCES.test(last) && !/^\s*\p{So}+\s*$/u.test(last);
    return parse(last).number !== null || ANNOUNCES.test(last) || OPENS.test(last);
  }

  return { parse, areComplete, announceMore };
})();
