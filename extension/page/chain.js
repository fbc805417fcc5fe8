// Finds the author's thread in the rows of a page: the connected posts of one author, from the first to the last.
// Pure. Injected into pages; its function is `threadsheet.chain`.
//
// A cell is {key, kind: "post" | "ad" | "hidden" | "tombstone" | "more" | "covered" | "end", up, down, focused, post}. `up` and
// `down` tell whether the page draws a line that joins the row to the one above and below; on a page without any lines, the order
// of the rows decides. `focused` marks a post that its page shows separately, often without lines. "more" and "covered" are rows
// that can be opened; `of` is the key of the post that a "more" continues, where the page says that.
(globalThis.threadsheet ??= {}).chain = (() => {
  const HOLES = ["hidden", "tombstone", "more", "covered"];
  const LEADS = ["more", "covered"];

  const NO_THREAD = { posts: [], keys: [], leads: [], author: null, fromTop: false, ended: false, open: true, holes: [], otherPosts: 0, rowsAfter: 0, endShown: false };

  /**
   * The thread around the post `focus`: `{posts, keys, leads, author, fromTop, ended, open, holes, otherPosts, rowsAfter, endShown}`.
   * `keys` are those of the posts' cells, `leads` those of rows that open more of this thread. `holes` has the ids of posts after
   * which the page hides something that belongs to the thread; `ended` is true if the page shows that no post of the author
   * follows; `open` if a line leads on from the last post; `otherPosts` counts the posts of others after the last post.
   * `rowsAfter` counts all posts below the last one; `endShown` is true if the page says below it that the conversation is over.
   */
  function chain(cells, focus) {
    const rows = ownRows(cells);
    const focused = rows.findIndex((cell) => cell.kind === "post" && cell.key === focus);
    const at = focused >= 0 ? focused : rows.findIndex((cell) => cell.kind === "post");
    if (at < 0) return NO_THREAD;
    const lined = rows.some((cell) => cell.kind === "post" && (cell.up || cell.down));
    const author = rows[at].post.author.handle;
    const above = upward(rows, at, author, lined);
    const below = downward(rows, at, author, lined);
    const thread = [...above.posts, rows[at], ...below.posts];
    const holes = [...above.holes, ...below.holes];
    const after = rows.slice(rows.indexOf(thread.at(-1)) + 1);
    return {
      ...below,
      posts: withReplyTo(thread, holes),
      keys: thread.map((cell) => cell.key),
      leads: [...above.leads, ...below.leads],
      author: rows[at].post.author,
      fromTop: above.fromTop,
      holes,
      rowsAfter: after.filter((cell) => cell.kind === "post").length,
      endShown: after.some((cell) => cell.kind === "end"),
    };
  }

  /** The rows without advertisements and without what continues other people's posts. */
  function ownRows(cells) {
    const handles = new Map(cells.filter((cell) => cell.post).map((cell) => [cell.key, cell.post.author.handle]));
    let last = null;
    return cells.filter((cell) => {
      if (cell.kind === "ad") return false;
      const isStrange = cell.kind === "more" && cell.of && handles.has(cell.of) && last !== null && !same(handles.get(cell.of), last.post.author.handle);
      last = cell.kind === "post" ? cell : last;
      return !isStrange;
    });
  }

  /** The posts of rows with `reply_to`: a line from one to the next means that the next replies to it, unless posts are hidden between. */
  function withReplyTo(rows, holes) {
    return rows.map(({ post, up }, index) => {
      const before = rows[index - 1]?.post.id;
      return up && before && !holes.includes(before) ? { ...post, reply_to: post.reply_to ?? before } : post;
    });
  }

  function upward(rows, at, author, lined) {
    const posts = [];
    const holes = [];
    const leads = [];
    let hole = false;
    let below = rows[at];
    for (let index = at - 1; index >= 0; index -= 1) {
      const cell = rows[index];
      if (HOLES.includes(cell.kind)) hole = true;
      if (LEADS.includes(cell.kind)) leads.unshift(cell.key);
      else if (HOLES.includes(cell.kind)) continue;
      else if (begins(cell, below, author, lined)) return { posts, holes, leads, fromTop: !hole };
      else if (cell.kind === "post" && cell.post.author.handle === author) {
        if (hole) holes.push(cell.post.id);
        hole = false;
        posts.unshift(cell);
        below = cell;
      }
    }
    // A line that goes up from the first row leads to a post that the page does not show.
    return { posts, holes, leads, fromTop: !hole && !below.up };
  }

  /** Whether the thread begins below `cell`: a post that it replies to, or a row without a joining line. Posts of others may be between. */
  function begins(cell, below, author, lined) {
    if (cell.kind !== "post") return true;
    if (cell.post.author.handle === author) return lined && !(cell.down || below.up);
    return lined ? !below.up || Boolean(cell.down) : repliesToSomeoneElse(below.post, author, cell);
  }

  function downward(rows, at, author, lined) {
    const state = { posts: [], holes: [], leads: [], otherPosts: 0, hole: false, last: rows[at].post, above: rows[at] };
    // Sites show the post in focus separately, often without a line below it: then the next row decides.
    let open = lined ? rows[at].down || null : true;
    let answered = false; // the line led to the answer of somebody
    for (const cell of rows.slice(at + 1)) {
      if (cell.kind === "end") return finished(state, !(lined && open && !answered), lined && open && !answered);
      if (HOLES.includes(cell.kind)) {
        if (open === false) return finished(state, true, false);
        state.hole = true;
        if (LEADS.includes(cell.kind) && !state.otherPosts) state.leads.push(cell.key);
      } else if (belongs(cell, state, author, open, lined)) {
        if (state.hole) state.holes.push(state.last.id);
        Object.assign(state, { hole: false, last: cell.post, otherPosts: 0 });
        state.posts.push(cell);
        open = lined ? Boolean(cell.down) || (cell.focused ? null : false) : true;
        answered = false;
      } else if (lined && !open) return finished(state, true, false);
      else {
        const isOther = !same(cell.post.author.handle, author);
        answered ||= Boolean(isOther && cell.up && state.above.post?.id === state.last.id);
        state.otherPosts += isOther ? 1 : 0;
      }
      state.above = cell;
    }
    return finished(state, false, lined && open && !answered);
  }

  function belongs(cell, { above }, author, open, lined) {
    if (cell.post.author.handle !== author || open === false) return false;
    const otherPost = above.kind === "post" && above.post.author.handle !== author ? above : null;
    if (repliesToSomeoneElse(cell.post, author, otherPost)) return false;
    // After somebody else's post a line up means a reply to it, unless that post has no line down.
    return !lined || !otherPost || (Boolean(cell.up) && !otherPost.down);
  }

  function repliesToSomeoneElse(post, author, otherPost) {
    if (post.replying_to?.length) return !post.replying_to.some((handle) => same(handle, author));
    return otherPost !== null && post.text.toLowerCase().startsWith(`@${otherPost.post.author.handle ?? ""} `.toLowerCase());
  }

  const same = (one, other) => String(one).toLowerCase() === String(other).toLowerCase();

  /** A hole at the end counts only if the thread is known to continue below it. */
  function finished({ posts, holes, leads, otherPosts, hole, last }, ended, open) {
    return { posts, leads, otherPosts, ended: ended && !hole, open: Boolean(open), holes: hole && !ended ? [...holes, last.id] : holes };
  }

  return chain;
})();
