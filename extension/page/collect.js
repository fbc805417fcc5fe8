// Collects a thread: scrolls from the top of the page down, row by row, until there is proof of its end or a reason to stop.
// Afterwards the page is scrolled back; texts that were opened stay open. Injected; under `threadsheet.collect`.
(globalThis.threadsheet ??= {}).collect = (() => {
  const { rows, chain, stop_rules, scroll, hasLoginWall } = threadsheet;
  const STEP = 0.8; // of the window's height
  const MIN_STEP = 40; // CSS pixels
  const MAX_HALVINGS = 4; // how often a step is halved to find a view that overlaps the earlier ones
  const LOADING_MS = 8000; // how long a page may show that it is loading
  const HIDDEN_MS = 500; // a background tab draws nothing: how often to check whether it is back

  /** One run of collecting. `report(state)` is called after each round; `extra(posts, holes)` may add to the posts at the end. */
  class Collection {
    #order = new rows.Order();
    #idle = 0;
    #cancelled = false;
    #clicked = new WeakSet();

    constructor(site, url, report, extra = (posts) => ({ posts })) {
      Object.assign(this, { site, url, report, extra });
      this.path = location.pathname;
      this.began = performance.now();
    }

    cancel() {
      this.#cancelled = true;
    }

    /** Collects the thread: resolves with `{author, posts, complete, stopped}`. */
    async run() {
      const element = scroll.scroller(this.site.cells()[0]?.row);
      const before = element.scrollTop;
      try {
        await this.#scrollToTop(element);
        return this.#result(await this.#scrollDown(element));
      } finally {
        scroll.to(element, before);
      }
    }

    async #scrollToTop(element) {
      // A list that grows upwards (posts that the focused one replies to) is at its top when it no longer moves.
      for (let round = 0; round < 40 && !scroll.atTop(element); round += 1) {
        scroll.to(element, 0);
        await scroll.settled();
      }
      this.#readView({ force: true });
    }

    async #scrollDown(element) {
      for (;;) {
        await this.#expandTexts();
        const reason = this.#stopReason(element);
        if (reason) return reason;
        const fresh = await this.#step(element);
        this.#idle = fresh ? 0 : this.#idle + 1;
        this.report({ author: this.#chain().author, posts: this.#chain().posts.length });
      }
    }

    /**
     * Scrolls down by most of a window, but never past the last loaded row; if the new view does not overlap the earlier ones,
     * scrolls only half as far. Resolves with the number of new rows.
     */
    async #step(element) {
      await this.#waitUntilVisible();
      const before = this.#order.cells.length;
      const from = element.scrollTop;
      let distance = this.#distance(element);
      for (let half = 0; half < MAX_HALVINGS; half += 1, distance /= 2) {
        scroll.to(element, from + distance);
        await this.#settled();
        if (this.#readView() !== null) break;
      }
      this.#readView({ force: true });
      if (this.#order.cells.length === before) await this.#waitForRows(element, before);
      return this.#order.cells.length - before;
    }

    #distance(element) {
      const last = this.site.cells().at(-1)?.row.getBoundingClientRect().top ?? 0;
      const top = element === document.scrollingElement ? 0 : element.getBoundingClientRect().top;
      const longest = STEP * scroll.height(element);
      return last - top > MIN_STEP ? Math.min(longest, last - top) : longest;
    }

    /** At the bottom: waits long while the page shows that it is loading, else briefly, longer with each idle round. */
    async #waitForRows(element, before) {
      const loading = this.site.loading();
      const until = performance.now() + (loading ? LOADING_MS : 150 * (this.#idle + 1));
      while (performance.now() < until && !this.#cancelled) {
        await scroll.pause(50);
        this.#readView();
        if (this.#order.cells.length > before || !scroll.atBottom(element)) return;
      }
      if (loading) this.#idle += 3; // it had enough time
    }

    async #waitUntilVisible() {
      while (document.hidden && !this.#cancelled) {
        this.report({ author: this.#chain().author, posts: this.#chain().posts.length, hidden: true });
        await scroll.pause(HIDDEN_MS);
      }
    }

    /** Opens texts that are cut short, each once; goes back if a click left the page. */
    async #expandTexts() {
      const expanders = this.site.expanders().filter((expander) => !this.#clicked.has(expander));
      if (!expanders.length) return;
      for (const expander of expanders) {
        this.#clicked.add(expander);
        expander.click();
        await scroll.pause(0);
        if (location.pathname !== this.path) {
          history.back();
          await scroll.pause(300);
        }
      }
      await this.#settled();
      this.#readView();
    }

    #settled() {
      return scroll.settled(() => this.#readView(), this.site.lazy);
    }

    #readView(options) {
      return this.#order.addView(this.site.cells(), options);
    }

    #chain() {
      return chain(this.#order.cells, this.site.focus(this.url));
    }

    #stopReason(element) {
      const thread = this.#chain();
      return stop_rules.stopReason({
        cancelled: this.#cancelled,
        left: location.pathname !== this.path,
        ended: thread.ended,
        loginWall: this.#idle >= 2 && hasLoginWall(),
        idle: this.#idle,
        bottom: scroll.atBottom(element),
        bottomIsEnd: this.site.bottomIsEnd || !thread.open,
        otherPosts: thread.otherPosts,
        posts: thread.posts.length,
        seconds: (performance.now() - this.began) / 1000,
      });
    }

    #result(reason) {
      const thread = this.#chain();
      const { posts, holes = thread.holes, fromTop = thread.fromTop } = this.extra(thread.posts, thread.holes);
      const proof = {
        fromTop,
        holes: holes.length,
        contiguous: this.#order.contiguous,
        truncated: posts.some((post) => post.truncated),
        expected: this.site.provesEnd?.(posts),
      };
      return { author: thread.author, posts, ...stop_rules.verdict(reason, proof) };
    }
  }

  return { Collection };
})();
