// What the extension can ask of a page that it was injected into: describe it, collect it, send it, stop. Injected last; under
// `threadsheet.commands`.
(globalThis.threadsheet ??= {}).commands ??= (() => {
  const { submission, hand_over: handOver, snapshot } = threadsheet;
  const DATA = 'script[type="application/ld+json"], script[data-sjs]'; // in these the server finds the author and the posts
  let current = null; // the running collection, or the last one: {id, url, state, link, collection, result}

  const url = () => new URL(location.href);
  const findSite = () => Object.values(threadsheet.sites).find((site) => site.claims(url(), document)) ?? null;

  /** What this page has: the site, how many of the author's posts are loaded, how many characters are selected. */
  function describe() {
    const site = findSite();
    const thread = loaded(site);
    return {
      site: site?.site ?? null,
      thread: Boolean(site?.focus(url())),
      posts: thread?.posts.length ?? site?.count?.(document) ?? 0,
      author: thread?.author ?? site?.author?.(document) ?? null,
      selection: String(getSelection()).trim().length,
      links: selectedLinks().length,
      title: document.title,
      type: document.contentType,
      running: current?.state ?? null,
      hookMissing: site?.site === "x" && threadsheet.captured_answers.answers() === null,
    };
  }

  function loaded(site) {
    try {
      return site?.cells ? threadsheet.chain(site.cells(), site.focus(url())) : null;
    } catch (error) {
      console.error("Threadsheet:", error);
      return { posts: [], author: null };
    }
  }

  const isRunning = () => current !== null && !current.state.ended;

  function begin(id, options = {}) {
    const state = { id, ended: false, ready: false, posts: 0, author: null, list: [], held: Boolean(options.hold) };
    current = { id, url: location.href, state, options, link: handOver.open(id, state), result: null, collection: null };
    return current;
  }

  /** Starts collecting the thread of this page under `id`; the result is handed over when it is ready, or when it is sent. */
  function start(id, options) {
    if (isRunning()) return current.state;
    const site = findSite();
    const run = begin(id, options);
    (site?.cells ? collectPosts(run, site) : collectPage(run, site)).catch((error) => fail(run, error));
    return run.state;
  }

  const report = (run, state) => run.link.tell(Object.assign(run.state, { hidden: false }, state));

  async function collectPosts(run, site) {
    const progressed = (state) => {
      report(run, { ...state, list: submission.preview(state.list) });
      run.link.keep(() => submission.posts(site, withoutSnapshot(run), run.collection.partial("page_left")));
    };
    const extra = (posts, holes) => threadsheet.captured_answers.complete(posts, site, holes);
    run.collection = new threadsheet.collect.Collection(site, new URL(run.url), progressed, extra);
    run.result = await run.collection.run();
    const { author, posts, stopped } = run.result;
    if (stopped === "cancelled" || !posts.length) return nothing(run, stopped === "cancelled" ? "cancelled" : stopped === "fault" ? "fault" : "nothing_found");
    run.site = site;
    report(run, { ready: true, posts: posts.length, author, list: submission.preview(posts), complete: run.result.complete, stopped });
    run.link.keep(() => submission.posts(site, withoutSnapshot(run), run.result), true);
    return run.state.held ? undefined : send(run.id);
  }

  /** What is kept while collecting goes on has no snapshot: that is made once, when it is sent. */
  const withoutSnapshot = (run) => ({ ...run, options: { ...run.options, snapshot: false } });

  function nothing(run, failed) {
    report(run, { ended: true, failed });
    run.link.discard();
  }

  function fail(run, error) {
    console.error("Threadsheet:", error);
    if (!run.state.ended) nothing(run, "fault");
  }

  /** A site whose page has the whole thread: the page is sent as soon as it has all that it says it has. */
  async function collectPage(run, site) {
    await site?.ready?.();
    await run.link.deliver({ page: pageOf() }, about(run));
  }

  /** Sends what was collected under `id`, with what a person chose: see submission.posts. */
  async function send(id, choices = {}) {
    if (current?.id !== id || !current.result || current.state.ended) return null;
    const run = current;
    run.choices = choices;
    const { body, about: facts } = submission.posts(run.site, run, run.result);
    await run.link.deliver(body, facts);
    return run.state;
  }

  /** From now on nothing is sent before a person says so; or the other way round. */
  function hold(id, held) {
    if (current?.id !== id || current.state.ended) return;
    current.state.held = held;
    if (!held && current.state.ready) send(id, current.choices);
  }

  const about = (run, values = {}) => ({ title: document.title, url: run.url, posts: null, stopped: null, complete: null, ...values });

  /** Sends the selected text. */
  function sendSelection(id) {
    const run = begin(id);
    run.link.deliver({ text: String(getSelection()), url: run.url }, about(run)).catch((error) => fail(run, error));
    return run.state;
  }

  /** Sends the HTML of the page as it is now. */
  function sendPage(id) {
    const run = begin(id);
    try {
      run.link.deliver({ page: pageOf() }, about(run)).catch((error) => fail(run, error));
    } catch (error) {
      fail(run, error);
    }
    return run.state;
  }

  function pageOf() {
    const site = findSite()?.site;
    const keeps = (script) => (site === "linkedin" && script.matches(DATA)) || (site === "threads" && script.matches(DATA) && script.textContent.includes("thread_items"));
    return { url: location.href, title: document.title, html: snapshot(document, keeps), captured_at: new Date().toISOString() };
  }

  /** The addresses of the links in the selection, each once. */
  function selectedLinks() {
    const selection = getSelection();
    if (!selection?.rangeCount || selection.isCollapsed) return [];
    return [...new Set([...document.links].filter((link) => (/^https?:/).test(link.href) && selection.containsNode(link, true)).map((link) => link.href))];
  }

  function cancel() {
    current?.collection?.cancel();
    if (current?.state.ready && !current.state.ended) nothing(current, "cancelled");
  }

  return { describe, start, send, hold, sendPage, sendSelection, selectedLinks, cancel };
})();
