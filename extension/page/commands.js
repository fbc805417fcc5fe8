// What the extension can ask of a page that it was injected into: describe it, collect it, stop. Injected last; under
// `threadsheet.commands`.
(globalThis.threadsheet ??= {}).commands ??= (() => {
  const api = globalThis.browser ?? chrome;
  const RETRY_MS = [200, 1000, 3000, 10_000, 30_000];
  const { scroll } = threadsheet;
  let current = null; // the running collection, or the last one: {id, state, collection}

  const url = () => new URL(location.href);
  const findSite = () => Object.values(threadsheet.sites).find((site) => site.claims(url(), document)) ?? null;

  /** What this page has: the site, how many of the author's posts are loaded, how many characters are selected. */
  function describe() {
    const site = findSite();
    const thread = site?.cells ? threadsheet.chain(site.cells(), site.focus(url())) : null;
    return {
      site: site?.site ?? null,
      thread: Boolean(site?.focus(url())),
      posts: thread?.posts.length ?? site?.count?.(document) ?? 0,
      author: thread?.author ?? site?.author?.(document) ?? null,
      selection: String(getSelection()).trim().length,
      title: document.title,
      running: current?.state ?? null,
      hookMissing: site?.site === "x" && threadsheet.captured_answers.answers() === null,
    };
  }

  /** Starts collecting the thread of this page under `id`; the result is handed over by message when it is ready. */
  function start(id) {
    if (current && !current.state.ended) return current.state;
    const site = findSite();
    current = { id, state: { id, ended: false, posts: 0, author: null } };
    if (site?.cells) collectPosts(site);
    else handOver({ page: pageOf(document) }, document.title);
    return current.state;
  }

  async function collectPosts(site) {
    const collecting = current;
    const report = (state) => send(Object.assign(collecting.state, { hidden: false }, state));
    const extra = (posts, holes) => threadsheet.captured_answers.complete(posts, site, holes);
    collecting.collection = new threadsheet.collect.Collection(site, url(), report, extra);
    const { author, posts, complete, stopped } = await collecting.collection.run();
    if (stopped === "cancelled" || !posts.length) {
      report({ ended: true, failed: stopped === "cancelled" ? "cancelled" : "nothing_found" });
      if (stopped !== "cancelled") send({ kind: "nothing_collected" }, "background");
      return;
    }
    const address = posts.find((post) => post.url?.includes(site.focus(url())))?.url ?? location.href;
    const body = { site: site.site, url: address, captured_at: new Date().toISOString(), author, complete, stopped, items: posts };
    await handOver({ posts: { ...body, items: posts.map(apiItem) } }, posts[0].text.slice(0, 90));
  }

  /** A post as the API takes it. A post without readable content gets a card with its own address, so that it is not lost. */
  function apiItem({ truncated, replying_to: _, ...post }) {
    const empty = !post.text && !post.media.length && !post.quote;
    const media = empty ? [{ kind: "card", url: post.url, alt: null }] : post.media;
    return { ...post, media, ...(truncated ? { truncated } : {}) };
  }

  /** Sends the selected text. */
  function sendSelection(id) {
    current = { id, state: { id, ended: false, posts: 0, author: null } };
    handOver({ text: String(getSelection()), url: location.href }, document.title);
    return current.state;
  }

  /** Sends the HTML of the page as it is now. */
  function sendPage(id) {
    current = { id, state: { id, ended: false, posts: 0, author: null } };
    handOver({ page: pageOf(document) }, document.title);
    return current.state;
  }

  function pageOf(page) {
    const type = page.doctype ? `<!DOCTYPE ${page.doctype.name}>\n` : "";
    return { url: location.href, title: page.title, html: type + page.documentElement.outerHTML, captured_at: new Date().toISOString() };
  }

  /** Gives a submission to the background script. Repeats until that confirms that it was stored: it may just be starting. */
  async function handOver(submission, title) {
    const { id, state } = current;
    const posts = submission.posts;
    const about = { title, url: location.href, posts: posts?.items.length ?? null, stopped: posts?.stopped ?? null, complete: posts?.complete ?? null };
    for (const wait of RETRY_MS) {
      const answer = await send({ kind: "collected", id, about, body: JSON.stringify(submission) }, "background").catch(() => null);
      if (answer?.stored === id) {
        send(Object.assign(state, { ended: true, stored: true, ...about }));
        return;
      }
      await scroll.pause(wait);
    }
    send(Object.assign(state, { ended: true, failed: "not_stored" }));
  }

  const send = (message, to = "popup") => api.runtime.sendMessage({ to, kind: "progress", ...message }).catch(() => null);

  const cancel = () => current?.collection?.cancel();

  return { describe, start, sendPage, sendSelection, cancel };
})();
