// When collecting stops, and whether the collected thread is known to be complete. Pure. Injected; under `threadsheet.stop_rules`.
(globalThis.threadsheet ??= {}).stop_rules = (() => {
  const { numbers } = threadsheet;
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
    if (state.idle >= IDLE_AT_BOTTOM && state.bottom) return state.open ? "no_more" : "end";
    if (state.idle >= IDLE_ANYWHERE) return "stalled";
    if (state.otherPosts >= MAX_OTHER_POSTS) return "replies";
    if (state.posts >= MAX_POSTS || state.seconds >= MAX_SECONDS) return "limit";
    return null;
  }

  /**
   * Whether the page itself shows that the thread is over: nobody answered its last post, or a row stands below it that is not of
   * the thread; or the author's numbers are all there. That nothing stands below is no evidence: it may only not be loaded.
   */
  function isEndSeen(posts, { rowsAfter, endShown }) {
    return rowsAfter > 0 || endShown || posts.at(-1)?.answers === 0 || numbers.areComplete(posts.map((post) => post.text));
  }

  /** Why the thread may go on although an end was seen, or null: the author announces more, or answers are counted and not shown. */
  function contradiction(posts, { rowsAfter }) {
    const texts = posts.map((post) => post.text);
    if (numbers.announceMore(texts)) return "announced";
    const answers = posts.at(-1)?.answers ?? 0;
    return answers > rowsAfter && !numbers.areComplete(texts) ? "answers_hidden" : null;
  }

  /**
   * `{complete, stopped}` for the server. A thread is complete if its beginning and its end were seen, no row was passed over,
   * nothing is hidden in between, no text is cut short, nothing lay over the page or was still loading, and nothing contradicts;
   * otherwise `stopped` is the most important reason against it.
   */
  function verdict(reason, { posts, thread, fromTop, holes, contiguous, blocked, site_proof }) {
    const against = [
      [reason !== "end", reason],
      [holes, "hidden_posts"],
      [!contiguous, "passed_over"],
      [!fromTop, "no_beginning"],
      [posts.some((post) => post.truncated || post.isMachine), "cut_texts"],
      [blocked, blocked],
      [contradiction(posts, thread), contradiction(posts, thread)],
      [!isEndSeen(posts, thread), "no_end"],
      [site_proof === false, "no_proof"],
    ];
    const [, stopped] = against.find(([applies]) => applies) ?? [null, "end"];
    return { complete: stopped === "end", stopped };
  }

  return { stopReason, isEndSeen, contradiction, verdict };
})();
