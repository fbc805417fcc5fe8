// What the extension can ask of a page it was let into: what is there, collect it, stop. Injected last.
(globalThis.threadsheet ??= {}).talk ??= (() => {
  const api = globalThis.browser ?? chrome;
  const RETRY_MS = [200, 1000, 3000, 10_000, 30_000];
  const { scroll } = threadsheet;
  let current = null; // the collection under way, or the last: {id, state, collection}

  const url = () => new URL(location.href);
  const site = () => Object.values(threadsheet.sites).find((each) => each.claims(url(), document)) ?? null;

  /** What this page holds: the site, how many of the author's posts are there now, what is selected. */
  function look() {
    const known = site();
    const found = known?.cells ? threadsheet.chain(known.cells(), known.focus(url())) : null;
    return {
      site: known?.site ?? null,
      thread: Boolean(known?.focus(url())),
      posts: found?.posts.length ?? known?.count?.(document) ?? 0,
      author: found?.author ?? known?.author?.(document) ?? null,
      selection: String(getSelection()).trim().length,
      title: document.title,
      running: current?.state ?? null,
      deaf: known?.site === "x" && threadsheet.heard.answers() === null,
    };
  }

  /** Begin to collect what this page holds, under this id; the result is handed over by message when it is there. */
  function start(id) {
    if (current && !current.state.ended) return current.state;
    const known = site();
    current = { id, state: { id, ended: false, posts: 0, author: null } };
    if (known?.cells) collectPosts(known);
    else handOver({ page: pageOf(document) }, document.title);
    return current.state;
  }

  async function collectPosts(known) {
    const mine = current;
    const report = (state) => tell(Object.assign(mine.state, { hidden: false }, state));
    const extra = (posts, holes) => threadsheet.heard.complete(posts, known, holes);
    mine.collection = new threadsheet.collect.Collection(known, url(), report, extra);
    const { author, posts, complete, stopped } = await mine.collection.run();
    if (stopped === "cancelled" || !posts.length) {
      report({ ended: true, failed: stopped === "cancelled" ? "cancelled" : "nothing_found" });
      if (stopped !== "cancelled") tell({ kind: "fruitless" }, "background");
      return;
    }
    const address = posts.find((post) => post.url?.includes(known.focus(url())))?.url ?? location.href;
    const body = { site: known.site, url: address, captured_at: new Date().toISOString(), author, complete, stopped, items: posts };
    await handOver({ posts: { ...body, items: posts.map(item) } }, posts[0].text.slice(0, 90));
  }

  /** A post as the server takes it. One of which nothing could be read leads to itself, so that it is not lost. */
  function item({ truncated, replying_to: _, ...post }) {
    const empty = !post.text && !post.media.length && !post.quote;
    const media = empty ? [{ kind: "card", url: post.url, alt: null }] : post.media;
    return { ...post, media, ...(truncated ? { truncated } : {}) };
  }

  /** Send a selection as text. */
  function select(id) {
    current = { id, state: { id, ended: false, posts: 0, author: null } };
    handOver({ text: String(getSelection()), url: location.href }, document.title);
    return current.state;
  }

  /** The page itself, as it is now. */
  function startPage(id) {
    current = { id, state: { id, ended: false, posts: 0, author: null } };
    handOver({ page: pageOf(document) }, document.title);
    return current.state;
  }

  function pageOf(page) {
    const type = page.doctype ? `<!DOCTYPE ${page.doctype.name}>\n` : "";
    return { url: location.href, title: page.title, html: type + page.documentElement.outerHTML, captured_at: new Date().toISOString() };
  }

  /** Give the background what is to be sent until it says that it has kept it: it may just be starting again. */
  async function handOver(submission, title) {
    const { id, state } = current;
    const posts = submission.posts;
    const about = { title, url: location.href, posts: posts?.items.length ?? null, stopped: posts?.stopped ?? null, complete: posts?.complete ?? null };
    for (const wait of RETRY_MS) {
      const kept = await tell({ kind: "collected", id, about, body: JSON.stringify(submission) }, "background").catch(() => null);
      if (kept?.kept === id) {
        tell(Object.assign(state, { ended: true, kept: true, ...about }));
        return;
      }
      await scroll.pause(wait);
    }
    tell(Object.assign(state, { ended: true, failed: "not_kept" }));
  }

  const tell = (message, to = "popup") => api.runtime.sendMessage({ to, kind: "progress", ...message }).catch(() => null);

  const cancel = () => current?.collection?.cancel();

  return { look, start, startPage, select, cancel };
})();
