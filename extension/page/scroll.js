// Scrolls a page and waits until it has settled. Injected; under `threadsheet.scroll`.
(globalThis.threadsheet ??= {}).scroll = (() => {
  const QUIET_MS = 90; // without a change of the page
  const MAX_MS = 900;
  const LAZY_MS = 700;
  const SLACK = 4; // pixels; fractions of zoomed pages

  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  /** The element that scrolls `row`: its nearest scrolling ancestor, else the page. */
  function scroller(row) {
    for (let element = row?.parentElement; element && element !== document.body; element = element.parentElement) {
      const scrolls = /auto|scroll/.test(getComputedStyle(element).overflowY);
      if (scrolls && element.scrollHeight > element.clientHeight + SLACK) return element;
    }
    return document.scrollingElement;
  }

  const height = (element) => (element === document.scrollingElement ? innerHeight : element.clientHeight);
  const atTop = (element) => element.scrollTop <= SLACK;
  const atBottom = (element) => element.scrollTop + height(element) >= element.scrollHeight - SLACK;

  function to(element, top) {
    element.scrollTo({ top, behavior: "instant" });
  }

  /**
   * Waits until the page has not changed for a moment and `lazy()` (pictures are still loading) is false, but not longer than
   * MAX_MS. `changed` is called at each change, since a row may be removed again meanwhile.
   */
  async function settled(changed = () => {}, lazy = () => false) {
    const began = performance.now();
    let last = began;
    const observer = new MutationObserver(() => {
      last = performance.now();
      changed();
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributeFilter: ["src", "style"] });
    try {
      for (;;) {
        await pause(30);
        const now = performance.now();
        const quiet = now - last >= QUIET_MS && (now - began >= LAZY_MS || !lazy());
        if (quiet || now - began >= MAX_MS) return;
      }
    } finally {
      observer.disconnect();
    }
  }

  return { pause, scroller, height, atTop, atBottom, to, settled };
})();
