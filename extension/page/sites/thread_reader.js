// Thread Reader (threadreaderapp.com): the page has the whole thread, so the page itself is saved; the server parses its author,
// total and recommendations.
(globalThis.threadsheet ??= {}).sites ??= {};
threadsheet.sites.thread_reader = (() => {
  const SELECTORS = {
    post: '.content-tweet[id^="tweet_"]', // the previews of other threads have no id
    name: ".box-user .username",
    handle: ".box-user .screenName",
  };

  const claims = (url) => /(^|\.)threadreaderapp\.com$/.test(url.hostname);
  const focus = (url) => url.pathname.match(/^\/(?:thread|scrolly)\/(\d+)/)?.[1] ?? null;
  const count = (page) => page.querySelectorAll(SELECTORS.post).length;

  function author(page) {
    const text = (selector) => page.querySelector(selector)?.textContent.trim() || null;
    return { name: text(SELECTORS.name), handle: text(SELECTORS.handle)?.replace(/^@/, "") ?? null };
  }

  return { site: "thread_reader", claims, focus, count, author };
})();
