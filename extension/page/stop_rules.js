// When collecting stops, and whether the collected thread is known to be complete. Pure. Injected; under `threadsheet.stop_rules`.
(globalThis.threadsheet ??= {}).stop_rules = (() => {
  const MAX_POSTS = 3000;
  const MAX_SECONDS = 15 * 60;
  const IDLE_AT_BOTTOM = 3; // rounds without anything new, at the bottom of the page
  const IDLE_ANYWHERE = 8;
  const MAX_OTHER_POSTS = 25; // posts by others in a row, on a page that draws no lines

  /** Why collecting stops now, or null to go on. `state` is what the last round saw; the most certain reasons come first. */
  function stopReason(state) {
    if (state.cancelled) return "cancelled";
    if (state.left) return "page_left";
    if (state.ended) return "end";
    if (state.loginWall && state.idle >= 2) return "login_wall";
    if (state.idle >= IDLE_AT_BOTTOM && state.bottom) return state.bottomIsEnd ? "end" : "no_more";
    if (state.idle >= IDLE_ANYWHERE) return "stalled";
    if (state.otherPosts >= MAX_OTHER_POSTS) return "replies";
    if (state.posts >= MAX_POSTS || state.seconds >= MAX_SECONDS) return "limit";
    return null;
  }

  /**
   * `{complete, stopped}` for the server. A thread is complete if its beginning and its end were seen, no row was passed over,
   * nothing is hidden in between and no text is cut short; otherwise `stopped` is the most important reason against it.
   */
  function verdict(reason, { fromTop, holes, contiguous, truncated, expected }) {
    if (reason !== "end") return { complete: false, stopped: reason };
    if (holes) return { complete: false, stopped: "hidden_posts" };
    if (!contiguous) return { complete: false, stopped: "passed_over" };
    if (!fromTop) return { complete: false, stopped: "no_beginning" };
    if (truncated) return { complete: false, stopped: "cut_texts" };
    return expected === false ? { complete: false, stopped: "no_proof" } : { complete: true, stopped: "end" };
  }

  return { stopReason, verdict };
})();
