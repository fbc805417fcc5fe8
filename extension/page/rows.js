// Rows of a virtualised list, which holds only the visible ones: what was read from each row, and their order. Pure.
// Injected into pages; its functions are under `threadsheet.rows`.
(globalThis.threadsheet ??= {}).rows = (() => {
  /** Merges two readings of one post: takes the longer text, more media, and values that only one of them has. */
  function merged(older, newer) {
    if (!older) return newer;
    const longer = older.text.length > newer.text.length ? older : newer;
    return {
      ...older,
      ...definedValues(newer),
      text: longer.text,
      html: longer.html,
      truncated: longer.truncated,
      media: older.media.length > newer.media.length ? older.media : newer.media,
    };
  }

  const definedValues = (post) => Object.fromEntries(Object.entries(post).filter(([, value]) => value !== null && value !== undefined));

  /**
   * The order of rows, assembled from overlapping views. A view that shares no row with the earlier ones is added only with
   * `force`, and leaves a break: rows between may have been missed, until a later view joins both sides.
   */
  class Order {
    #cells = new Map();
    #keys = [];
    #breaks = new Set(); // keys of rows whose neighbour above is not known

    /** Adds a view: cells with a `key`, from top to bottom. Returns how many were new; null for a view that overlaps nothing. */
    addView(view, { force = false } = {}) {
      const before = this.#keys.length;
      const overlap = view.findIndex((cell) => this.#cells.has(cell.key));
      if (before && overlap < 0 && !force) return view.length ? null : 0;
      let at = overlap < 0 ? before : this.#keys.indexOf(view[overlap].key);
      if (before && overlap < 0) this.#breaks.add(view[0].key);
      else if (overlap > 0 && this.#breaks.delete(view[overlap].key)) this.#breaks.add(view[0].key);
      view.forEach((cell, index) => {
        at = this.#place(cell.key, at, index > 0);
        this.#store(cell);
      });
      return this.#keys.length - before;
    }

    /** Inserts a key at its index; `joined` if the row above it is in this view. Returns the next index. */
    #place(key, at, joined) {
      const index = this.#keys.indexOf(key);
      if (index < 0) this.#keys.splice(at, 0, key);
      else if (joined && index === at) this.#breaks.delete(key);
      return (index < 0 ? at : index) + 1;
    }

    get cells() {
      return this.#keys.map((key) => this.#cells.get(key));
    }

    /** Whether every row joins the one above it. */
    get contiguous() {
      return this.#breaks.size === 0;
    }

    #store(cell) {
      const older = this.#cells.get(cell.key);
      const post = cell.post && merged(older?.post, cell.post);
      this.#cells.set(cell.key, { ...older, ...cell, post, up: cell.up || older?.up, down: cell.down || older?.down });
    }
  }

  /**
   * Gives each cell a key: the id of its post, or else one made from the row above it. A cell without a row above it in this view
   * gets no key, unless it is the `first` of all; it is left out until a view shows more.
   */
  function keyed(cells) {
    let above = null;
    const keyedCells = cells.filter((cell) => cell.kind).map((cell) => {
      const key = cell.post?.id ?? (above || cell.first ? `${cell.kind} below ${above ?? "nothing"}` : null);
      above = key ?? above;
      return { ...cell, key };
    });
    return keyedCells.filter((cell) => cell.key);
  }

  return { merged, keyed, Order };
})();
