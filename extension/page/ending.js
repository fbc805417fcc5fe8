// When collecting stops, and whether what was collected is known to be whole. Injected; under `threadsheet.ending`.
(globalThis.threadsheet ??= {}).ending = (() => {
  const MOST_POSTS = 3000;
  const MOST_SECONDS = 15 * 60;
  const IDLE_AT_BOTTOM = 3; // rounds without anything new, at the bottom of the page
  const IDLE_ANYWHERE = 8;
  const STRANGERS = 25; // posts by others in a row, on a page that draws no lines

  /** Why collecting stops now, or null to go on. `seen` is what the last round saw; the order is that of certainty. */
  function stop(seen) {
    if (seen.cancelled) return "cancelled";
    if (seen.left) return "page_left";
    if (seen.ended) return "end";
    if (seen.wall && seen.idle >= 2) return "login_wall";
    if (seen.idle >= IDLE_AT_BOTTOM && seen.bottom) return seen.bottomIsEnd ? "end" : "no_more";
    if (seen.idle >= IDLE_ANYWHERE) return "stalled";
    if (seen.strangers >= STRANGERS) return "replies";
    if (seen.posts >= MOST_POSTS || seen.seconds >= MOST_SECONDS) return "limit";
    return null;
  }

  /**
   * `{complete, stopped}` for the server. Complete needs the end and the beginning seen, no row passed over, nothing hidden
   * in between and no text cut short; what stands against it is told, the most telling first.
   */
  function verdict(reason, { fromTop, holes, whole, truncated, expected }) {
    if (reason !== "end") return { complete: false, stopped: reason };
    if (holes) return { complete: false, stopped: "hidden_posts" };
    if (!whole) return { complete: false, stopped: "passed_over" };
    if (!fromTop) return { complete: false, stopped: "no_beginning" };
    if (truncated) return { complete: false, stopped: "cut_texts" };
    return expected === false ? { complete: false, stopped: "no_proof" } : { complete: true, stopped: "end" };
  }

  return { stop, verdict };
})();
