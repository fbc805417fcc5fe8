// Asks the script of complete capture, where it runs, what the page has heard. Injected; under `threadsheet.heard`.
(globalThis.threadsheet ??= {}).heard = (() => {
  const { detail } = threadsheet;

  /** The answers that were kept, or null where nobody listens. */
  function answers() {
    let told = null;
    const listen = (event) => (told = event.detail);
    document.addEventListener("threadsheet-heard", listen);
    document.dispatchEvent(new CustomEvent("threadsheet-ask"));
    document.removeEventListener("threadsheet-heard", listen);
    return told === null ? null : parsed(told);
  }

  /** Anything may have answered: the page is not trusted. */
  function parsed(told) {
    try {
      return JSON.parse(told).map((text) => JSON.parse(text));
    } catch {
      return [];
    }
  }

  /** Collected posts of X with what was heard of them. */
  function complete(posts, { site }, hidden) {
    const heard = site === "x" ? answers() : null;
    return heard?.length ? detail.weave(posts, heard.flatMap(detail.read), hidden) : { posts };
  }

  return { answers, complete };
})();
