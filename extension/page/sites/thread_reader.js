// Thread Reader (threadreaderapp.com): the page has the whole thread, so the page itself is saved; the server parses its author,
// total and recommendations.
(globalThis.threadsheet ??= {}).sites ??= {};
threadsheet.sites.thread_reader = (() => {
  const { scroll, wording } = threadsheet;
  const SELECTORS = {
    post: '.content-tweet[id^="tweet_"]', // the previews of other threads have no id
    name: ".box-user .username",
    handle: ".box-user .screenName",
    total: ".thread-info .count",
  };
  const LOADING_MS = 8000;

  const claims = (url) => (/(^|\.)threadreaderapp\.com$/).test(url.hostname);
  const focus = (url) => url.pathname.match(/^\/(?:thread|scrolly)\/(\d+)/)?.[1] ?? null;
  const count = (page) => page.querySelectorAll(SELECTORS.post).length;

  function author(page) {
    const text = (selector) => page.querySelector(selector)?.textContent.trim() || null;
    return { name: text(SELECTORS.name), handle: text(SELECTORS.handle)?.replace(/^@/, "") ?? null };
  }

  /** Resolves when the page has as many posts as it says, or has had the time to load them. */
  async function ready() {
    const total = wording.count(document.querySelector(SELECTORS.total)?.textContent) ?? 0;
    const until = performance.now() + LOADING_MS;
    const before = scrollY;
    while (count(document) < total && performance.now() < until) {
      scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
      await scroll.pause(200);
    }
    scrollTo({ top: before, behavior: "instant" });
  }

  return { site: "thread_reader", claims, focus, count, author, ready };
})();
