// Opens what covers or cuts the posts of a thread, and what leads on to more of them. Presses each control once, and only those
// that it is given: the thread's own. Injected; its class is `threadsheet.Opening`.
(globalThis.threadsheet ??= {}).Opening = (() => {
  const { scroll } = threadsheet;
  const CHANGE_MS = 1500; // for a page to change after a click
  const LOAD_MS = 6000; // for a page to show what a click led to
  const BACK_MS = 4000;

  const path = () => location.pathname;

  /** Keeps a click from loading another document, which would end this script; the page's own router comes before and is free to act. */
  function keepDocument(event) {
    if (!event.defaultPrevented && event.target.closest?.("a[href], [type='submit'], form")) event.preventDefault();
  }

  class Opening {
    #pressed = new WeakSet();
    #home = path();
    #depth = 0; // how many pages further than the first one

    /** Whether a control was not pressed yet and can be. */
    isFresh = (control) => control.isConnected && !this.#pressed.has(control) && !control.disabled;

    /** Whether the page went somewhere by itself. */
    get isAway() {
      return path() !== this.#home;
    }

    /**
     * Presses a control. Resolves with "changed", "left" (the page shows another address now) or "unchanged". `until()` tells that
     * what was wanted is there.
     */
    async press(control, until) {
      this.#pressed.add(control);
      const before = path();
      let changed = false;
      const observer = new MutationObserver(() => (changed = true));
      observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
      addEventListener("click", keepDocument);
      try {
        control.click();
        await waitFor(() => path() !== before || until(), CHANGE_MS);
        return path() !== before ? "left" : changed ? "changed" : "unchanged";
      } finally {
        removeEventListener("click", keepDocument);
        observer.disconnect();
      }
    }

    /** Goes one page back, to where a click began; false if the page does not come back. */
    async back(element, top) {
      history.back();
      const isBack = await waitFor(() => path() === this.#home, BACK_MS);
      await scroll.settled();
      scroll.to(element, top);
      await scroll.settled();
      return isBack;
    }

    /** Stays on the page that a click led to: from now on that is where the thread goes on. */
    follow() {
      this.#depth += 1;
      this.#home = path();
    }

    /** Returns to the page on which collecting began. */
    async home() {
      if (!this.#depth) return;
      const from = path();
      history.go(-this.#depth);
      await waitFor(() => path() !== from, BACK_MS);
      this.#depth = 0;
      this.#home = path();
      await scroll.settled();
    }
  }

  /** Whether `condition()` became true in that time. */
  async function waitFor(condition, milliseconds) {
    const until = performance.now() + milliseconds;
    while (!condition()) {
      if (performance.now() >= until) return false;
      await scroll.pause(30);
    }
    return true;
  }

  return Object.assign(Opening, { waitFor, LOAD_MS });
})();
