// Gets X's answers from the capture hook, if it runs on the page. Injected; under `threadsheet.captured_answers`.
(globalThis.threadsheet ??= {}).captured_answers = (() => {
  const { tweet_detail } = threadsheet;

  /** The stored answers, or null if the hook does not run on this page. */
  function answers() {
    let json = null;
    const listen = (event) => (json = event.detail);
    document.addEventListener("threadsheet-answers", listen);
    document.dispatchEvent(new CustomEvent("threadsheet-request-answers"));
    document.removeEventListener("threadsheet-answers", listen);
    return json === null ? null : parse(json);
  }

  /** The page is not trusted: any script of it may have answered. */
  function parse(json) {
    try {
      return JSON.parse(json).map((text) => JSON.parse(text));
    } catch {
      return [];
    }
  }

  /** Completes the posts collected from a page of X with those in the stored answers. */
  function complete(posts, { site }, hidden) {
    const stored = site === "x" ? answers() : null;
    return stored?.length ? tweet_detail.merge(posts, stored.flatMap(tweet_detail.parse), hidden) : { posts };
  }

  return { answers, complete };
})();
