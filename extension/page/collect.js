// Collecting a thread: from the top of the page down, row by row, until there is proof that it has ended or a reason to
// stop. The page is left as it was, but for texts that were opened. Injected; under `threadsheet.collect`.
(globalThis.threadsheet ??= {}).collect = (() => {
  const { rows, chain, ending, scroll, wall } = threadsheet;
  const STEP = 0.8; // of the window
  const LEAST = 40; // CSS pixels; less is no way forward
  const HALVES = 4; // tries to join a view to what was seen
  const LOADING_MS = 8000; // how long a page may say that it is loading
  const HIDDEN_MS = 500; // a tab in the background draws nothing: wait for its return

  /** One collection under way. `report(state)` is called after each round; `extra(posts, holes)` may know more about the posts. */
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

    /** The posts, the author and how it ended: `{author, posts, complete, stopped}`. */
    async run() {
      const element = scroll.scroller(this.site.cells()[0]?.row);
      const before = element.scrollTop;
      try {
        await this.#goToTop(element);
        return this.#result(await this.#goDown(element));
      } finally {
        scroll.to(element, before);
      }
    }

    async #goToTop(element) {
      // A list that grows upwards (what the post in focus answers) is at its top when it no longer moves.
      for (let round = 0; round < 40 && !scroll.atTop(element); round += 1) {
        scroll.to(element, 0);
        await scroll.settled();
      }
      this.#see({ insist: true });
    }

    async #goDown(element) {
      for (;;) {
        await this.#expand();
        const reason = this.#stop(element);
        if (reason) return reason;
        const fresh = await this.#step(element);
        this.#idle = fresh ? 0 : this.#idle + 1;
        this.report({ author: this.#chain().author, posts: this.#chain().posts.length });
      }
    }

    /**
     * Move on by most of a window, but never past the last row that is in the page; where the new view joins nothing that was
     * seen before, go half the way only. Returns how many rows were new.
     */
    async #step(element) {
      await this.#visible();
      const before = this.#order.cells.length;
      const from = element.scrollTop;
      let way = this.#way(element);
      for (let half = 0; half < HALVES; half += 1, way /= 2) {
        scroll.to(element, from + way);
        await this.#settled();
        if (this.#see() !== null) break;
      }
      this.#see({ insist: true });
      if (this.#order.cells.length === before) await this.#loaded(element, before);
      return this.#order.cells.length - before;
    }

    #way(element) {
      const last = this.site.cells().at(-1)?.row.getBoundingClientRect().top ?? 0;
      const top = element === document.scrollingElement ? 0 : element.getBoundingClientRect().top;
      const most = STEP * scroll.height(element);
      return last - top > LEAST ? Math.min(most, last - top) : most;
    }

    /** At its bottom a page that is loading gets time; one that says nothing gets a little, more with each idle round. */
    async #loaded(element, before) {
      const loading = this.site.loading();
      const until = performance.now() + (loading ? LOADING_MS : 150 * (this.#idle + 1));
      while (performance.now() < until && !this.#cancelled) {
        await scroll.pause(50);
        this.#see();
        if (this.#order.cells.length > before || !scroll.atBottom(element)) return;
      }
      if (loading) this.#idle += 3; // it had its time
    }

    async #visible() {
      while (document.hidden && !this.#cancelled) {
        this.report({ author: this.#chain().author, posts: this.#chain().posts.length, hidden: true });
        await scroll.pause(HIDDEN_MS);
      }
    }

    /** Open the texts that are cut short, each once; a click that leads away from the page is taken back. */
    async #expand() {
      const cut = this.site.expanders().filter((each) => !this.#clicked.has(each));
      if (!cut.length) return;
      for (const each of cut) {
        this.#clicked.add(each);
        each.click();
        await scroll.pause(0);
        if (location.pathname !== this.path) {
          history.back();
          await scroll.pause(300);
        }
      }
      await this.#settled();
      this.#see();
    }

    #settled() {
      return scroll.settled(() => this.#see(), this.site.lazy);
    }

    #see(how) {
      return this.#order.see(this.site.cells(), how);
    }

    #chain() {
      return chain(this.#order.cells, this.site.focus(this.url));
    }

    #stop(element) {
      const found = this.#chain();
      return ending.stop({
        cancelled: this.#cancelled,
        left: location.pathname !== this.path,
        ended: found.ended,
        wall: this.#idle >= 2 && wall(),
        idle: this.#idle,
        bottom: scroll.atBottom(element),
        bottomIsEnd: this.site.bottomIsEnd || !found.open,
        strangers: found.strangers,
        posts: found.posts.length,
        seconds: (performance.now() - this.began) / 1000,
      });
    }

    #result(reason) {
      const found = this.#chain();
      const { posts, holes = found.holes, fromTop = found.fromTop } = this.extra(found.posts, found.holes);
      const proof = {
        fromTop,
        holes: holes.length,
        whole: this.#order.whole,
        truncated: posts.some((post) => post.truncated),
        expected: this.site.provesEnd?.(posts),
      };
      return { author: found.author, posts, ...ending.verdict(reason, proof) };
    }
  }

  return { Collection };
})();
