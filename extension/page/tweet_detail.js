// Parses X's TweetDetail answers into posts and merges them with the posts collected from the page.
// Injected; under `threadsheet.tweet_detail`. The format was learned from answers of 2023 to 2026.
(globalThis.threadsheet ??= {}).tweet_detail = (() => {
  const { wording } = threadsheet;
  const ESCAPED = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

  /** All posts in an answer except promoted ones: `{id, …, reply_to, self}`; `self` if X marks the post as part of a self-thread. */
  function parse(answer) {
    const instructions = answer?.data?.threaded_conversation_with_injections_v2?.instructions ?? [];
    const entries = instructions.flatMap((instruction) => instruction.entries ?? instruction.moduleItems ?? []);
    return entries.flatMap(contents).map(postOf).filter(Boolean);
  }

  function contents({ content, item }) {
    const nested = content?.items?.map((entry) => entry.item) ?? [];
    return [content, item, ...nested].map((entry) => entry?.itemContent).filter((entry) => entry?.tweet_results && !entry.promotedMetadata);
  }

  const unwrapped = (result) => (result?.__typename === "TweetWithVisibilityResults" ? result.tweet : result);

  function postOf(content) {
    const post = parseTweet(content.tweet_results.result);
    return post && { ...post, self: content.tweetDisplayType === "SelfThread" };
  }

  function parseTweet(result) {
    const tweet = unwrapped(result);
    const { legacy } = tweet ?? {};
    if (!legacy?.full_text && !legacy?.created_at) return null;
    const author = authorOf(tweet.core?.user_results?.result);
    const quoted = parseTweet(tweet.quoted_status_result?.result);
    return {
      id: tweet.rest_id,
      url: `https://x.com/${author.handle}/status/${tweet.rest_id}`,
      ...textOf(tweet),
      posted_at: new Date(legacy.created_at).toISOString(),
      author,
      reply_to: legacy.in_reply_to_status_id_str ?? null,
      media: (legacy.extended_entities?.media ?? []).map(mediaOf),
      quote: quoted && { text: quoted.text, author: quoted.author, url: quoted.url, posted_at: quoted.posted_at, media: quoted.media },
      truncated: Boolean(tweet.article), // of a long article an answer has only the address
    };
  }

  function authorOf(user) {
    const { name, screen_name: handle } = { ...user?.legacy, ...user?.core };
    const picture = user?.avatar?.image_url ?? user?.legacy?.profile_image_url_https ?? null;
    return { name: name ?? null, handle: handle ?? null, url: handle ? `https://x.com/${handle}` : null, avatar_url: picture };
  }

  /** The full text with full links. A long post has a text of its own; others are cut to what X displays, in code points. */
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
    const films = (video?.variants ?? []).filter((variant) => variant.content_type === "video/mp4");
    const best = films.sort((one, other) => (other.bitrate ?? 0) - (one.bitrate ?? 0))[0];
    return { kind: type === "animated_gif" ? "gif" : "video", url: best?.url ?? null, alt, poster_url: picture };
  }

  /**
   * Merges the posts collected from the page with those parsed from answers: adds full texts, who replies to whom, and posts of
   * the author that the page hid. `hidden` has the ids after which the page hid something. Returns `{posts, holes, fromTop}`, or
   * `{posts}` if the answers are about other posts.
   */
  function merge(collected, parsed, hidden = []) {
    const known = new Map(parsed.map((post) => [post.id, post]));
    if (!collected.some((post) => known.has(post.id))) return { posts: collected };
    const shown = new Map(collected.map((post) => [post.id, post]));
    const line = replyLine(collected, known);
    const rest = collected.filter((post) => !line.includes(post.id)).map((post) => post.id);
    const posts = [...line, ...rest].map((id) => mergePost(shown.get(id), known.get(id)));
    const holes = posts.slice(0, -1).filter((post, index) => (posts[index + 1].reply_to ?? post.id) !== post.id || (!posts[index + 1].reply_to && hidden.includes(post.id)));
    const first = known.get(posts[0].id);
    return { posts, holes, fromTop: !first || first.reply_to === null || known.get(first.reply_to)?.author.handle !== first.author.handle };
  }

  /** Ids from the author's first post to the last, each replying to the one before. */
  function replyLine(collected, known) {
    const byAuthor = (post) => post && post.author.handle === collected[0].author.handle;
    const children = new Map();
    for (const post of known.values()) if (byAuthor(post) && post.reply_to) children.set(post.reply_to, [...(children.get(post.reply_to) ?? []), post]);
    let top = known.get(collected[0].id);
    for (const visited = new Set(); byAuthor(known.get(top?.reply_to)) && !visited.has(top.id); top = known.get(top.reply_to)) visited.add(top.id);
    const line = [];
    for (let post = top; post && !line.includes(post.id); post = nextReply(children.get(post.id), collected)) line.push(post.id);
    return line;
  }

  /** The author may have replied to one post several times: prefers the reply on the page, then the oldest that X marks as the thread. */
  function nextReply(answers = [], collected) {
    const shown = answers.find((post) => collected.some((other) => other.id === post.id));
    return shown ?? answers.filter((post) => post.self).sort((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1))[0];
  }

  function mergePost(shown, parsed) {
    if (!shown || !parsed) return withoutSelf(shown ?? parsed);
    const cards = shown.media.filter((media) => media.kind === "card" || media.kind === "poll");
    const words = parsed.truncated ? { text: shown.text, html: shown.html, truncated: shown.truncated } : { isMachine: false };
    return withoutSelf({ ...shown, ...parsed, ...words, media: [...(parsed.media.length ? parsed.media : shown.media.filter((media) => !cards.includes(media))), ...cards] });
  }

  const withoutSelf = ({ self: _, ...post }) => post;

  return { parse, merge };
})();
