// Which of a page's rows are the author's thread: one author's posts, from the first to the last that hang together.
// Injected into pages; its function is `threadsheet.chain`.
//
// A cell is {key, kind: "post" | "ad" | "hidden" | "tombstone" | "end", up, down, post}. `up` and `down` say whether the
// page draws a line that joins the row to the one above and below; where a page draws none at all, neighbourhood decides.
(globalThis.threadsheet ??= {}).chain = (() => {
  const HOLES = ["hidden", "tombstone"];

  const NOTHING = { posts: [], author: null, fromTop: false, ended: false, open: true, holes: [], strangers: 0 };

  /**
   * The chain round the post `focus`: `{posts, author, fromTop, ended, open, holes, strangers}`. `holes` holds the ids of
   * posts after which the page hides something that belongs between them; `ended` is true when the page shows that nothing of
   * the author's follows; `open` when a line leads on from the last; `strangers` counts the posts of others since the last.
   */
  function chain(cells, focus) {
    const rows = cells.filter((cell) => cell.kind !== "ad");
    const found = rows.findIndex((cell) => cell.kind === "post" && cell.key === focus);
    const at = found >= 0 ? found : rows.findIndex((cell) => cell.kind === "post");
    if (at < 0) return NOTHING;
    const lined = rows.some((cell) => cell.kind === "post" && (cell.up || cell.down));
    const author = rows[at].post.author.handle;
    const above = upward(rows, at, author, lined);
    const below = downward(rows, at, author, lined);
    const posts = answering([...above.posts, rows[at], ...below.posts], [...above.holes, ...below.holes]);
    return { ...below, posts, author: rows[at].post.author, fromTop: above.fromTop, holes: [...above.holes, ...below.holes] };
  }

  /** The posts of rows; a line from one to the next says that the next answers it, where nothing is hidden in between. */
  function answering(rows, holes) {
    return rows.map(({ post, up }, index) => {
      const before = rows[index - 1]?.post.id;
      return up && before && !holes.includes(before) ? { ...post, reply_to: post.reply_to ?? before } : post;
    });
  }

  function upward(rows, at, author, lined) {
    const posts = [];
    const holes = [];
    let hole = false;
    let below = rows[at];
    for (let index = at - 1; index >= 0; index -= 1) {
      const cell = rows[index];
      if (HOLES.includes(cell.kind)) hole = true;
      else if (begins(cell, below, author, lined)) return { posts, holes, fromTop: !hole };
      else if (cell.kind === "post" && cell.post.author.handle === author) {
        if (hole) holes.push(cell.post.id);
        hole = false;
        posts.unshift(cell);
        below = cell;
      }
    }
    // A line that goes up from the first row leads to something the page does not show.
    return { posts, holes, fromTop: !hole && !below.up };
  }

  /** Whether the thread begins below `cell`: at what it answers, or where no line joins the two. Strangers may stand between. */
  function begins(cell, below, author, lined) {
    if (cell.kind !== "post") return true;
    if (cell.post.author.handle === author) return lined && !(cell.down || below.up);
    return lined ? !below.up || Boolean(cell.down) : answersSomeoneElse(below.post, author, cell);
  }

  function downward(rows, at, author, lined) {
    const state = { posts: [], holes: [], ended: false, strangers: 0, hole: false, last: rows[at].post, above: rows[at] };
    // The post in focus stands apart on the sites' pages and often has no line below it: its neighbour then decides.
    let open = lined ? rows[at].down || null : true;
    for (const cell of rows.slice(at + 1)) {
      if (cell.kind === "end") return finished(state, !(lined && open), lined && open);
      if (HOLES.includes(cell.kind)) {
        if (open === false) return finished(state, true, false);
        state.hole = true;
      } else if (belongs(cell, state, author, open, lined)) {
        if (state.hole) state.holes.push(state.last.id);
        Object.assign(state, { hole: false, last: cell.post, strangers: 0 });
        state.posts.push(cell);
        open = lined ? Boolean(cell.down) : true;
      } else if (lined && !open) return finished(state, true, false);
      else state.strangers += cell.post.author.handle === author ? 0 : 1;
      state.above = cell;
    }
    return finished(state, false, lined && open);
  }

  function belongs(cell, { above }, author, open, lined) {
    if (cell.post.author.handle !== author || open === false) return false;
    const stranger = above.kind === "post" && above.post.author.handle !== author ? above : null;
    if (answersSomeoneElse(cell.post, author, stranger)) return false;
    // After a stranger's post a line up is the author's answer to it, unless the stranger only stands in between.
    return !lined || !stranger || (Boolean(cell.up) && !stranger.down);
  }

  function answersSomeoneElse(post, author, stranger) {
    if (post.replying_to?.length) return !post.replying_to.some((handle) => same(handle, author));
    return stranger !== null && post.text.toLowerCase().startsWith(`@${stranger.post.author.handle ?? ""} `.toLowerCase());
  }

  const same = (one, other) => String(one).toLowerCase() === String(other).toLowerCase();

  /** A hole at the very end counts only while the thread is known to go on below it. */
  function finished({ posts, holes, strangers, hole, last }, ended, open) {
    return { posts, strangers, ended: ended && !hole, open: Boolean(open), holes: hole && !ended ? [...holes, last.id] : holes };
  }

  return chain;
})();
