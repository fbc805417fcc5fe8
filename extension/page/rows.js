// Rows of a virtualised list, which holds only the visible ones: what was read from each row, and their order. Pure.
// Injected into pages; its functions are under `threadsheet.rows`.
(globalThis.threadsheet ??= {}).rows = (() => {
  /**
   * Merges two readings of one post: takes the author's words before a translation, what is whole before what is cut, the longer
   * text, more media, and values that only one of them has.
   */
  function merged(older, newer) {
    if (!older) return newer;
    const better = betterText(older, newer);
    return {
      ...older,
      ...definedValues(newer),
      text: better.text,
      html: better.html,
      translated: better.translated ?? (older.isMachine ? older.translated : newer.isMachine ? newer.translated : null),
      isMachine: better.isMachine ?? false,
      truncated: newer.truncated && better.truncated,
      media: older.media.length > newer.media.length ? older.media : newer.media,
      quote: (older.quote?.text.length ?? -1) > (newer.quote?.text.length ?? -1) ? older.quote : newer.quote,
    };
  }

  function betterText(older, newer) {
    if (Boolean(older.isMachine) !== Boolean(newer.isMachine)) return older.isMachine ? newer : older;
    if (older.truncated !== newer.truncated && older.text && newer.text) return older.truncated ? newer : older;
    return older.text.length > newer.text.length ? older : newer;
  }

  const PLACEHOLDERS = ["hidden", "more", "covered"];

  const definedValues = (post) => Object.fromEntries(Object.entries(post).filter(([, value]) => value !== null && value !== undefined));

  /**
   * The order of rows, assembled from overlapping views. A view that shares no row with the earlier ones is added only with
   * `force`, and leaves a break: rows between may have been missed, until a later view joins both sides.
   */
  class Order {
    #cells = new Map();
    #keys = [];
    #breaks = new Set(); // keys of rows whose neighbour above is not known
    added = 0; // rows that were new when they were read; never falls

    /** Adds a view: cells with a `key`, from top to bottom. Returns how many were new; null for a view that overlaps nothing. */
    addView(view, { force = false } = {}) {
      const before = this.added;
      const isFirst = !this.#keys.length;
      const overlap = view.findIndex((cell) => this.#cells.has(cell.key));
      if (!view.length) return 0;
      if (!isFirst && overlap < 0 && !force) return null;
      let at = overlap < 0 ? this.#keys.length : this.#keys.indexOf(view[overlap].key);
      if (!isFirst && overlap < 0) this.#breaks.add(view[0].key);
      else if (overlap > 0 && this.#breaks.delete(view[overlap].key)) this.#breaks.add(view[0].key);
      view.forEach((cell, index) => {
        if (index > 0) this.#dropOpened(view[index - 1].key, cell.key);
        at = this.#place(cell.key, Math.min(at, this.#keys.length), index > 0);
        this.#store(cell);
      });
      return this.added - before;
    }

    /** Removes the placeholders that stood below a row and are no longer there: they were opened. */
    #dropOpened(above, key) {
      const index = this.#keys.indexOf(above);
      while (index >= 0 && this.#keys[index + 1] !== key && PLACEHOLDERS.includes(this.#cells.get(this.#keys[index + 1])?.kind)) {
        this.#cells.delete(this.#keys[index + 1]);
        this.#keys.splice(index + 1, 1);
      }
    }

    /** Inserts a key at its index; `joined` if the row above it is in this view. Returns the next index. */
    #place(key, at, joined) {
      const index = this.#keys.indexOf(key);
      if (index < 0) {
        this.#keys.splice(at, 0, key);
        this.added += 1;
      } else if (joined && index === at) this.#breaks.delete(key);
      return (index < 0 ? at : index) + 1;
    }

    get = (key) => this.#cells.get(key);

    /** Takes what a row says that stands elsewhere now; only of a row that is known. Whether it is. */
    merge(cell) {
      const isKnown = this.#cells.has(cell.key);
      if (isKnown) this.#store({ ...cell, row: this.#cells.get(cell.key).row, up: false, down: false });
      return isKnown;
    }

    /** Takes what a row says now that it was opened: whether it is still cut or covered is decided by this view alone. */
    replace(cell) {
      this.#store(cell);
      const stored = this.#cells.get(cell.key);
      if (stored.post) stored.post = { ...stored.post, truncated: cell.post.truncated };
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
      this.#cells.set(cell.key, { ...older, ...cell, post, up: cell.up || older?.up, down: cell.down || older?.down, focused: cell.focused || older?.focused });
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
