// Opens what covers or cuts the posts of a thread while it is collected: warnings, filters, cut texts, translations.
// Injected; its class is `threadsheet.Uncovering`.
(globalThis.threadsheet ??= {}).Uncovering = (() => {
  const { Opening } = threadsheet;
  const MAX_PRESSES = 6; // controls of one post

  class Uncovering {
    #run; // the collection for which posts are opened
    #presses = new Map(); // key of a row: how many of its controls were pressed

    constructor(run) {
      this.#run = run;
    }

    /** Opens what covers or cuts the thread's posts that are in the page now, until nothing more opens. */
    async openPosts() {
      const own = new Set(this.#run.chain().keys);
      for (const key of own) {
        for (;;) {
          const control = this.#control(key);
          if (!control || this.#run.cancelled) break;
          this.#presses.set(key, (this.#presses.get(key) ?? 0) + 1);
          await this.#openPost(key, control);
        }
      }
    }

    /** The next control of a post that is still covered or cut. */
    #control(key) {
      const cell = this.#run.order.get(key);
      const unread = cell?.post?.truncated || cell?.post?.isMachine;
      if (!unread || !cell.row?.isConnected || (this.#presses.get(key) ?? 0) >= MAX_PRESSES) return null;
      return this.#run.site.covers(cell.row).find((control) => this.#run.opening.isFresh(control)) ?? null;
    }

    async #openPost(key, control) {
      const element = this.#run.scroller();
      const top = element.scrollTop;
      const isOpen = () => !this.#run.order.get(key).row.contains(control) || !control.isConnected;
      const outcome = await this.#run.opening.press(control, isOpen);
      if (outcome === "left") await this.#readElsewhere(key, element, top);
      else await this.#run.settled();
      this.#run.readView();
      // The post was read before the page had changed: what the control covered may be there now.
      const cell = this.#run.cells().find((candidate) => candidate.key === key);
      if (cell && outcome !== "left") this.#run.order.replace(cell);
    }

    /** Takes a post from the page that its "Show more" led to, and goes back. */
    async #readElsewhere(key, element, top) {
      this.#presses.set(key, MAX_PRESSES);
      const isWhole = () => this.#run.cells().some((cell) => cell.key === key && this.#run.order.merge(cell) && !cell.post.truncated);
      await Opening.waitFor(isWhole, Opening.LOAD_MS);
      await this.#run.opening.back(element, top);
    }
  }

  return Uncovering;
})();
