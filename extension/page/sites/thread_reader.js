// Thread Reader (threadreaderapp.com): the whole thread stands on the page already, so the page itself is what is kept; the
// server reads it with its author, its total and what it recommends.
(globalThis.threadsheet ??= {}).sites ??= {};
threadsheet.sites.thread_reader = (() => {
  const AT = {
    post: '.content-tweet[id^="tweet_"]', // the previews of other threads have no id
    name: ".box-user .username",
    handle: ".box-user .screenName",
  };

  const claims = (url) => /(^|\.)threadreaderapp\.com$/.test(url.hostname);
  const focus = (url) => url.pathname.match(/^\/(?:thread|scrolly)\/(\d+)/)?.[1] ?? null;
  const count = (page) => page.querySelectorAll(AT.post).length;

  function author(page) {
    const said = (selector) => page.querySelector(selector)?.textContent.trim() || null;
    return { name: said(AT.name), handle: said(AT.handle)?.replace(/^@/, "") ?? null };
  }

  return { site: "thread_reader", claims, focus, count, author };
})();
