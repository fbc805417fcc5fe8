// Collects a thread: scrolls from the top of the page down, row by row, until there is proof of its end or a reason to stop.
// Afterwards the page is as it was; texts that were opened stay open. Injected; under `threadsheet.collect`.
(globalThis.threadsheet ??= {}).collect = (() => {
  const { rows, chain, stop_rules, scroll, view, numbers, Opening } = threadsheet;
  const STEP = 0.8; // of the height of the window
  const MIN_STEP = 40; // CSS pixels
  const MAX_HALVINGS = 4; // how often a step is halved to find a view that overlaps the earlier ones
  const LOADING_MS = 8000; // how long a page may show that it is loading
  const HIDDEN_MS = 500; // a background tab draws nothing: how often to check whether it is back
  const STALLED_MS = 20_000; // without anything new
  const QUIET_MS = 700; // an end that was seen has to stay the end for so long
  const DOUBT_MS = 5000; // … if something speaks against it: what loads by itself may come late
  const LONE_MS = 6000; // … if it is the end of a single post
  const MAX_FURTHER = 12; // steps below the end, to see the answers to it
  const MAX_PAGES = 200; // that one thread may lead through

  /** One run of collecting. `report(state)` is called after each round; `extra(posts, holes)` may add to the posts at the end. */
  class Collection {
    order = new rows.Order();
    opening = new Opening();
    #uncovering = new threadsheet.Uncovering(this);
    #idle = 0;
    #pages = 0;
    #further = 0;
    #expecting = false; // a click just asked the page for more
    cancelled = false;
    #progress = { added: 0, at: performance.now() };

    constructor(site, url, report, extra = (posts) => ({ posts })) {
      Object.assign(this, { site, url, report, extra });
      this.began = performance.now();
    }

    cancel() {
      this.cancelled = true;
    }

    /** Collects the thread: resolves with `{author, posts, complete, stopped}`, whatever happens. */
    async run() {
      const element = this.scroller();
      const before = element.scrollTop;
      let reason = "fault";
      let blocked = null;
      try {
        await this.#scrollToTop();
        reason = await this.#scrollDown();
        blocked = this.#blocked();
        await this.opening.home();
      } catch (error) {
        console.error("Threadsheet:", error);
      }
      scroll.to(element.isConnected ? element : this.scroller(), before);
      return this.#result(reason, blocked);
    }

    /** What was collected so far, as a capture that is not complete. */
    partial(reason) {
      return this.#result(reason, null);
    }

    scroller() {
      return scroll.scroller(this.cells()[0]?.row);
    }

    /** The rows in the page now; a view that cannot be read has none. */
    cells() {
      try {
        return this.site.cells();
      } catch (error) {
        console.error("Threadsheet:", error);
        return [];
      }
    }

    async #scrollToTop() {
      const element = this.scroller();
      // A list that grows upwards (posts that the focused one replies to) is at its top when it no longer moves.
      for (let round = 0; round < 40 && !scroll.atTop(element) && !this.cancelled; round += 1) {
        scroll.to(element, 0);
        await scroll.settled();
      }
      this.readView({ force: true });
    }

    async #scrollDown() {
      for (;;) {
        await this.#uncovering.openPosts();
        await this.#openLeads((lead, isLast) => !leadsAway(lead.control) || !isLast);
        let reason = this.#stopReason();
        if (reason === "end" && this.#mayShowAnswers()) reason = null;
        if (CAN_GO_ON.has(reason) && (await this.#openLeads((_, isLast) => isLast))) continue;
        if (CAN_GO_ON.has(reason)) reason = await this.#confirm(reason);
        if (reason) return reason;
        if (reason === undefined) continue;
        const fresh = await this.#step();
        this.#idle = fresh ? 0 : this.#idle + 1;
        this.#tell();
      }
    }

    /** Whether answers to the last post, which the page counts and has not shown yet, may stand further below. */
    #mayShowAnswers() {
      const thread = this.chain();
      if (stop_rules.contradiction(thread.posts, thread) !== "answers_hidden" || scroll.atBottom(this.scroller())) return false;
      this.#further += 1;
      return this.#further <= MAX_FURTHER;
    }

    /** Waits whether a reason to stop stays one; undefined if something new came. */
    async #confirm(reason) {
      const began = performance.now();
      const { added } = this.order;
      const enough = this.#patience(reason);
      if (this.#isNumbered()) return reason;
      for (;;) {
        const waited = performance.now() - began;
        if (this.cancelled) return "cancelled";
        if (waited >= enough && !(waited < LOADING_MS && this.site.loading())) return reason;
        await scroll.pause(50);
        await this.#waitUntilVisible();
        this.readView();
        if (this.order.added > added) {
          this.#idle = 0;
          return undefined;
        }
      }
    }

    /** Whether the author's numbers are all there: then nothing that still loads belongs to the thread. */
    #isNumbered() {
      return numbers.areComplete(this.chain().posts.map((post) => post.text));
    }

    #patience(reason) {
      const thread = this.chain();
      if (thread.posts.length === 1 && !this.site.isSingle) return LONE_MS;
      const doubtful = reason !== "end" || !stop_rules.isEndSeen(thread.posts, thread) || stop_rules.contradiction(thread.posts, thread);
      return doubtful ? DOUBT_MS : QUIET_MS;
    }

    /**
     * Scrolls down by most of a window, but never past the last loaded row; if the new view does not overlap the earlier ones,
     * scrolls only half as far. Resolves with the number of new rows.
     */
    async #step() {
      await this.#waitUntilVisible();
      const element = this.scroller();
      const before = this.order.added;
      const from = element.scrollTop;
      let distance = this.#distance(element);
      for (let half = 0; half < MAX_HALVINGS; half += 1, distance /= 2) {
        scroll.to(element, from + distance);
        await this.settled();
        if (this.readView() !== null) break;
      }
      this.readView({ force: true });
      if (this.order.added === before) await this.#waitForRows(element, before);
      return this.order.added - before;
    }

    #distance(element) {
      const last = this.cells().at(-1)?.row.getBoundingClientRect().top ?? 0;
      const top = element === document.scrollingElement ? 0 : element.getBoundingClientRect().top;
      const longest = STEP * scroll.height(element);
      return last - top > MIN_STEP ? Math.min(longest, last - top) : longest;
    }

    /** At the bottom: waits long while the page shows that it is loading, else briefly, longer with each idle round. */
    async #waitForRows(element, before) {
      const loading = this.site.loading();
      const patience = this.#expecting ? Opening.LOAD_MS : loading ? LOADING_MS : 150 * (this.#idle + 1);
      const until = performance.now() + patience;
      while (performance.now() < until && !this.cancelled) {
        await scroll.pause(50);
        this.readView();
        if (this.order.added > before || (!this.#expecting && !scroll.atBottom(element))) break;
      }
      if (loading && this.order.added === before) this.#idle += 3; // it had enough time
      this.#expecting = false;
    }

    async #waitUntilVisible() {
      while (document.hidden && !this.cancelled) {
        this.#tell({ hidden: true });
        await scroll.pause(HIDDEN_MS);
        this.#progress.at = performance.now();
      }
    }

    /** Presses the rows that lead on to more of this thread and that `wanted(cell, isLast)`. Whether any was pressed. */
    async #openLeads(wanted) {
      const { leads, keys } = this.chain();
      const order = this.order.cells.map((cell) => cell.key);
      const end = order.indexOf(keys.at(-1));
      let pressed = false;
      for (const key of leads) {
        const cell = this.order.get(key);
        const isLast = order.indexOf(key) > end;
        if (!cell?.control || !this.opening.isFresh(cell.control) || this.cancelled || !wanted(cell, isLast)) continue;
        if (this.#pages >= MAX_PAGES) continue;
        pressed = true;
        await this.#openLead(cell.control, isLast);
      }
      return pressed;
    }

    async #openLead(control, isLast) {
      const element = this.scroller();
      const top = element.scrollTop;
      const { added } = this.order;
      this.#pages += 1;
      const outcome = await this.opening.press(control, () => !control.isConnected);
      if (outcome === "left" && !isLast) await this.opening.back(element, top);
      if (outcome === "left" && isLast) this.opening.follow();
      this.#expecting = outcome !== "unchanged";
      this.#idle = 0;
      await this.settled();
      if (this.#expecting) await Opening.waitFor(() => this.cancelled || (this.readView(), this.order.added > added), Opening.LOAD_MS);
      this.readView();
    }

    settled() {
      return scroll.settled(() => this.readView(), this.site.lazy);
    }

    readView(options) {
      return this.order.addView(this.cells(), options);
    }

    chain() {
      return chain(this.order.cells, this.site.focus(this.url));
    }

    #tell(state = {}) {
      const { author, posts } = this.chain();
      this.report({ author, posts: posts.length, list: posts, ...state });
    }

    #isStalled() {
      const now = performance.now();
      if (this.order.added > this.#progress.added) this.#progress = { added: this.order.added, at: now };
      return now - this.#progress.at > STALLED_MS;
    }

    #stopReason() {
      const thread = this.chain();
      const element = this.scroller();
      if (this.#isStalled() && !this.cancelled) return "stalled";
      return stop_rules.stopReason({
        cancelled: this.cancelled,
        left: this.opening.isAway,
        ended: thread.ended,
        loginWall: this.#idle >= 2 && this.#hasLoginWall(),
        idle: this.#idle,
        bottom: scroll.atBottom(element),
        open: thread.open,
        otherPosts: thread.otherPosts,
        posts: thread.posts.length,
        seconds: (performance.now() - this.began) / 1000,
      });
    }

    #hasLoginWall() {
      return view.hasLoginWall(this.cells().at(-1)?.row, this.site.wallInBar);
    }

    /** What keeps an end that was seen from being proof: a login wall, a dialog over the page, something that still loads. */
    #blocked() {
      if (this.#hasLoginWall()) return "login_wall";
      if (view.dialog()) return "dialog";
      return this.site.loading() && !this.#isNumbered() ? "still_loading" : null;
    }

    #result(reason, blocked) {
      const thread = this.chain();
      const { posts, holes = thread.holes, fromTop = thread.fromTop } = this.extra(thread.posts, thread.holes);
      const facts = { posts, thread, fromTop, holes: holes.length, contiguous: this.order.contiguous, blocked, site_proof: this.site.provesEnd?.(posts) };
      return { author: thread.author, posts, ...stop_rules.verdict(reason, facts) };
    }
  }

  const CAN_GO_ON = new Set(["end", "no_more", "stalled", "replies"]);

  /** Whether a control is a link to another page. */
  const leadsAway = (control) => Boolean(control?.href) && new URL(control.href).pathname !== location.pathname;

  return { Collection };
})();
