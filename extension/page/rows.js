// Rows of a page that keeps only the visible ones: what was read of each, and the order they stand in.
// Injected into pages; its functions are under `threadsheet.rows`.
(globalThis.threadsheet ??= {}).rows = (() => {
  /** The better of two readings of one post: the longer text, the media that had loaded, whichever knew more. */
  function merged(older, newer) {
    if (!older) return newer;
    const longer = older.text.length > newer.text.length ? older : newer;
    return {
      ...older,
      ...known(newer),
      text: longer.text,
      html: longer.html,
      truncated: longer.truncated,
      media: older.media.length > newer.media.length ? older.media : newer.media,
    };
  }

  const known = (post) => Object.fromEntries(Object.entries(post).filter(([, value]) => value !== null && value !== undefined));

  /**
   * The order of rows, put together from overlapping views. A view that shares no row with what is known is taken only when
   * that is insisted on, and leaves a break: rows between may have passed unseen, until a later view joins the two sides.
   */
  class Order {
    #cells = new Map();
    #keys = [];
    #breaks = new Set(); // keys of rows whose neighbour above is not known

    /** Take in one view: cells with a `key`, from top to bottom. Returns how many were new, null for a view that joins nothing. */
    see(view, { insist = false } = {}) {
      const before = this.#keys.length;
      const known = view.findIndex((cell) => this.#cells.has(cell.key));
      if (before && known < 0 && !insist) return view.length ? null : 0;
      let at = known < 0 ? before : this.#keys.indexOf(view[known].key);
      if (before && known < 0) this.#breaks.add(view[0].key);
      else if (known > 0 && this.#breaks.delete(view[known].key)) this.#breaks.add(view[0].key);
      view.forEach((cell, index) => {
        at = this.#place(cell.key, at, index > 0);
        this.#keep(cell);
      });
      return this.#keys.length - before;
    }

    /** Put a key where it belongs; `joined` when its neighbour above is at hand. Returns the place after it. */
    #place(key, at, joined) {
      const there = this.#keys.indexOf(key);
      if (there < 0) this.#keys.splice(at, 0, key);
      else if (joined && there === at) this.#breaks.delete(key);
      return (there < 0 ? at : there) + 1;
    }

    get cells() {
      return this.#keys.map((key) => this.#cells.get(key));
    }

    /** Whether every row joins the one above it. */
    get whole() {
      return this.#breaks.size === 0;
    }

    #keep(cell) {
      const older = this.#cells.get(cell.key);
      const post = cell.post && merged(older?.post, cell.post);
      this.#cells.set(cell.key, { ...older, ...cell, post, up: cell.up || older?.up, down: cell.down || older?.down });
    }
  }

  /**
   * Cells with a key each: a post's is its id, another's comes from what stands above it. One that has nothing above it in
   * this view has no name, unless it is the `first` of all; it is left for a view that shows more.
   */
  function keyed(cells) {
    let above = null;
    const named = cells.filter((cell) => cell.kind).map((cell) => {
      const key = cell.post?.id ?? (above || cell.first ? `${cell.kind} below ${above ?? "nothing"}` : null);
      above = key ?? above;
      return { ...cell, key };
    });
    return named.filter((cell) => cell.key);
  }

  return { merged, keyed, Order };
})();
