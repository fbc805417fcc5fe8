// X's TweetDetail answers, as its page receives them: read into posts, and woven into what was collected from the page.
// Injected; under `threadsheet.detail`. Their shape was learned from answers of 2023 to 2026.
(globalThis.threadsheet ??= {}).detail = (() => {
  const { wording } = threadsheet;
  const ESCAPED = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

  /** Every post in an answer, promoted ones left out: `{id, …, reply_to, self}`; `self` when X says it is of a self-thread. */
  function read(answer) {
    const instructions = answer?.data?.threaded_conversation_with_injections_v2?.instructions ?? [];
    const entries = instructions.flatMap((each) => each.entries ?? each.moduleItems ?? []);
    return entries.flatMap(contents).map(postOf).filter(Boolean);
  }

  function contents({ content, item }) {
    const nested = content?.items?.map((each) => each.item) ?? [];
    return [content, item, ...nested].map((each) => each?.itemContent).filter((each) => each?.tweet_results && !each.promotedMetadata);
  }

  const unwrapped = (result) => (result?.__typename === "TweetWithVisibilityResults" ? result.tweet : result);

  function postOf(content) {
    const post = tweet(content.tweet_results.result);
    return post && { ...post, self: content.tweetDisplayType === "SelfThread" };
  }

  function tweet(result) {
    const found = unwrapped(result);
    const { legacy } = found ?? {};
    if (!legacy?.full_text && !legacy?.created_at) return null;
    const author = authorOf(found.core?.user_results?.result);
    const quoted = tweet(found.quoted_status_result?.result);
    return {
      id: found.rest_id,
      url: `https://x.com/${author.handle}/status/${found.rest_id}`,
      ...textOf(found),
      posted_at: new Date(legacy.created_at).toISOString(),
      author,
      reply_to: legacy.in_reply_to_status_id_str ?? null,
      media: (legacy.extended_entities?.media ?? []).map(mediaOf),
      quote: quoted && { text: quoted.text, author: quoted.author, url: quoted.url, posted_at: quoted.posted_at, media: quoted.media },
      truncated: false,
    };
  }

  function authorOf(user) {
    const { name, screen_name: handle } = { ...user?.legacy, ...user?.core };
    const picture = user?.avatar?.image_url ?? user?.legacy?.profile_image_url_https ?? null;
    return { name: name ?? null, handle: handle ?? null, url: handle ? `https://x.com/${handle}` : null, avatar_url: picture };
  }

  /** The whole text, links in full. A long post has its own text; others are cut to what X displays, in code points. */
  function textOf({ note_tweet: note, legacy }) {
    const long = note?.note_tweet_results?.result;
    if (long?.text) return wording.compose(cut([...long.text], 0, Infinity, long.entity_set ?? {}, (text) => text));
    const [from, to] = legacy.display_text_range ?? [0, Infinity];
    return wording.compose(cut([...legacy.full_text], from, to, legacy.entities ?? {}, unescaped));
  }

  const unescaped = (text) => text.replace(/&(amp|lt|gt);/g, (escape) => ESCAPED[escape]);

  function cut(characters, from, to, { urls = [], user_mentions = [], hashtags = [] }, plain) {
    const marked = [
      ...urls.map(({ indices, url, expanded_url: href = url }) => ({ indices, text: href, href })),
      ...user_mentions.map(({ indices, screen_name: name }) => ({ indices, text: null, href: `https://x.com/${name}` })),
      ...hashtags.map(({ indices, text }) => ({ indices, text: null, href: `https://x.com/hashtag/${encodeURIComponent(text)}` })),
    ];
    const end = Math.min(to, characters.length);
    const pieces = [];
    let at = from;
    for (const { indices: [start, stop], text, href } of marked.sort((one, other) => one.indices[0] - other.indices[0])) {
      if (start < at || stop > end) continue;
      pieces.push({ text: plain(characters.slice(at, start).join("")) }, { text: text ?? plain(characters.slice(start, stop).join("")), href });
      at = stop;
    }
    return [...pieces, { text: plain(characters.slice(at, end).join("")) }];
  }

  function mediaOf({ type, media_url_https: picture, ext_alt_text: alt = null, video_info: video }) {
    if (type === "photo") return { kind: "image", url: picture, alt };
    const films = (video?.variants ?? []).filter((each) => each.content_type === "video/mp4");
    const best = films.sort((one, other) => (other.bitrate ?? 0) - (one.bitrate ?? 0))[0];
    return { kind: type === "animated_gif" ? "gif" : "video", url: best?.url ?? null, alt, poster_url: picture };
  }

  /**
   * What was collected from the page, with what was heard: whole texts, who answers whom, and the author's posts that the page
   * hid. `hidden` are the ids after which it hid something. `{posts, holes, fromTop}`, or `{posts}` when nothing was heard of them.
   */
  function weave(collected, heard, hidden = []) {
    const known = new Map(heard.map((post) => [post.id, post]));
    if (!collected.some((post) => known.has(post.id))) return { posts: collected };
    const seen = new Map(collected.map((post) => [post.id, post]));
    const line = lineage(collected, known);
    const rest = collected.filter((post) => !line.includes(post.id)).map((post) => post.id);
    const posts = [...line, ...rest].map((id) => both(seen.get(id), known.get(id)));
    const holes = posts.slice(0, -1).filter((post, index) => (posts[index + 1].reply_to ?? post.id) !== post.id || (!posts[index + 1].reply_to && hidden.includes(post.id)));
    const first = known.get(posts[0].id);
    return { posts, holes, fromTop: !first || first.reply_to === null || known.get(first.reply_to)?.author.handle !== first.author.handle };
  }

  /** Ids from the author's first post to the last, each answering the one before. */
  function lineage(collected, known) {
    const mine = (post) => post && post.author.handle === collected[0].author.handle;
    const children = new Map();
    for (const post of known.values()) if (mine(post) && post.reply_to) children.set(post.reply_to, [...(children.get(post.reply_to) ?? []), post]);
    let top = known.get(collected[0].id);
    for (const been = new Set(); mine(known.get(top?.reply_to)) && !been.has(top.id); top = known.get(top.reply_to)) been.add(top.id);
    const line = [];
    for (let post = top; post && !line.includes(post.id); post = next(children.get(post.id), collected)) line.push(post.id);
    return line;
  }

  /** Of several answers of the author's to one post: what the page showed as the thread, what X calls the thread, the oldest. */
  function next(answers = [], collected) {
    const shown = answers.find((post) => collected.some((each) => each.id === post.id));
    return shown ?? answers.filter((post) => post.self).sort((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1))[0];
  }

  function both(shown, heard) {
    if (!shown || !heard) return stripped(shown ?? heard);
    const more = shown.media.filter((media) => media.kind === "card" || media.kind === "poll");
    return stripped({ ...shown, ...heard, media: [...(heard.media.length ? heard.media : shown.media.filter((media) => !more.includes(media))), ...more] });
  }

  const stripped = ({ self: _, ...post }) => post;

  return { read, weave };
})();
