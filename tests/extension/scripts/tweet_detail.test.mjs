import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";

import { tweet_detail } from "./page.mjs";

const SAM = { rest_id: "7", core: { name: "Sam", screen_name: "sam" } };
const BOB = { rest_id: "8", legacy: { name: "Bob", screen_name: "bob" } };

/** A post as X's answers have it. */
function tweet(id, text, { replyTo = null, user = SAM, ...legacy } = {}) {
  const facts = { full_text: text, created_at: "Sun Nov 01 08:00:00 +0000 2026", in_reply_to_status_id_str: replyTo, ...legacy };
  return { __typename: "Tweet", rest_id: id, core: { user_results: { result: user } }, legacy: facts };
}

const content = (result, more = {}) => ({ itemType: "TimelineTweet", tweet_results: { result }, ...more });
const single = (result) => ({ entryId: `tweet-${result.rest_id}`, content: { itemContent: content(result) } });
const module_ = (...contents) => ({ entryId: "conversationthread-1", content: { items: contents.map((itemContent) => ({ item: { itemContent } })) } });
const answer = (...entries) => ({ data: { threaded_conversation_with_injections_v2: { instructions: [{ type: "TimelineClearCache" }, { type: "TimelineAddEntries", entries }] } } });
const shown = (id, more = {}) => ({ id, text: "short…", html: "short…", media: [], author: { handle: "sam" }, reply_to: null, truncated: true, ...more });

test("posts are read wherever an answer has them, promoted ones left out", () => {
  const found = tweet_detail.parse(answer(single(tweet("1", "One")), module_(content(tweet("2", "Two", { replyTo: "1" }), { tweetDisplayType: "SelfThread" })), module_(content(tweet("9", "Buy", { user: BOB }), { promotedMetadata: {} }))));
  assert.deepEqual(found.map((post) => [post.id, post.reply_to, post.self]), [["1", null, false], ["2", "1", true]]);
});

test("a text is what X displays, unescaped, its links in full", () => {
  const text = "@bob 🎉 a &lt; b https://t.co/x #teams https://t.co/pic";
  const [post] = tweet_detail.parse(answer(single(tweet("1", text, {
    display_text_range: [5, 38],
    entities: { urls: [{ indices: [16, 30], url: "https://t.co/x", expanded_url: "https://example.org/long?a=1" }], hashtags: [{ indices: [32, 38], text: "teams" }] },
  }))));
  assert.match(post.text, /^🎉 a < b .*https:\/\/example\.org\/long\?a=1/);
  assert.ok(!post.text.includes("t.co/pic"));
});

test("a long post's own text is preferred", () => {
  const long = { ...tweet("1", "Beginning… https://t.co/x"), note_tweet: { note_tweet_results: { result: { text: "Beginning and & end" } } } };
  assert.equal(tweet_detail.parse(answer(single(long)))[0].text, "Beginning and & end");
});

test("wrapped, missing and deleted posts do no harm", () => {
  const wrapped = { __typename: "TweetWithVisibilityResults", tweet: tweet("1", "One") };
  const found = tweet_detail.parse(answer(single({ rest_id: "1", ...wrapped }), single({ rest_id: "2", __typename: "TweetTombstone" }), module_({ itemType: "TimelineTweet", tweet_results: {} })));
  assert.deepEqual(found.map((post) => post.id), ["1"]);
});

test("pictures, films and quotes come along", () => {
  const media = [{ type: "photo", media_url_https: "https://pbs.twimg.com/a.jpg", ext_alt_text: "A drawing" }, { type: "video", media_url_https: "https://pbs.twimg.com/v.jpg", video_info: { variants: [{ content_type: "application/x-mpegURL", url: "m3u8" }, { content_type: "video/mp4", bitrate: 1, url: "low" }, { content_type: "video/mp4", bitrate: 9, url: "high" }] } }];
  const quoting = { ...tweet("1", "See", { extended_entities: { media } }), quoted_status_result: { result: tweet("5", "Quoted", { user: BOB }) } };
  const [post] = tweet_detail.parse(answer(single(quoting)));
  assert.deepEqual(post.media.map((each) => [each.kind, each.url, each.alt]), [["image", "https://pbs.twimg.com/a.jpg", "A drawing"], ["video", "high", null]]);
  assert.equal(post.quote.author.handle, "bob");
});

test("the author's words take the place of a machine translation, and those of a long article stay", () => {
  const article = { ...tweet("2", "https://t.co/a", { replyTo: "1" }), article: { article_results: { result: { rest_id: "5" } } } };
  const parsed = tweet_detail.parse(answer(single(tweet("1", "Worte des Autors")), single(article)));
  const page = [shown("1", { isMachine: true, translated: { from: null, text: "short…" } }), shown("2", { text: "All of the article", truncated: false, article: { title: "It", html: "<p>All" } })];
  const { posts } = tweet_detail.merge(page, parsed);
  assert.deepEqual(posts.map((post) => [post.text, post.isMachine ?? false, post.truncated]), [["Worte des Autors", false, false], ["All of the article", false, false]]);
  assert.equal(posts[0].translated.text, "short…");
});

test("what was parsed makes whole what was shown, and finds what was hidden", () => {
  const parsed = tweet_detail.parse(answer(single(tweet("1", "One whole")), module_(content(tweet("2", "Two whole", { replyTo: "1" })), content(tweet("3", "Three whole", { replyTo: "2" }), { tweetDisplayType: "SelfThread" }), content(tweet("4", "Four whole", { replyTo: "3" })), content(tweet("6", "no", { replyTo: "1", user: BOB })))));
  const { posts, holes, fromTop } = tweet_detail.merge([shown("1"), shown("2"), shown("4")], parsed, ["2"]);
  assert.deepEqual(posts.map((post) => post.text), ["One whole", "Two whole", "Three whole", "Four whole"]);
  assert.ok(posts.every((post) => !post.truncated));
  assert.deepEqual([holes.length, fromTop], [0, true]);
});

test("a post whose predecessor nobody parsed of leaves the hole it stands behind", () => {
  const parsed = tweet_detail.parse(answer(single(tweet("1", "One")), single(tweet("4", "Four", { replyTo: "3" }))));
  assert.equal(tweet_detail.merge([shown("1"), shown("4")], parsed).holes.length, 1);
  assert.equal(tweet_detail.merge([shown("1"), shown("5")], parsed, ["1"]).holes.length, 1);
});

test("of two answers to one post the one that the page showed as the thread is taken", () => {
  const parsed = tweet_detail.parse(answer(single(tweet("1", "One")), single(tweet("2", "aside", { replyTo: "1" })), single(tweet("3", "thread", { replyTo: "1" }))));
  assert.deepEqual(tweet_detail.merge([shown("1"), shown("3")], parsed).posts.map((post) => post.id), ["1", "3"]);
});

test("answers about something else change nothing", () => {
  const posts = [shown("1")];
  assert.deepEqual(tweet_detail.merge(posts, tweet_detail.parse(answer(single(tweet("99", "Other"))))), { posts });
  assert.deepEqual(tweet_detail.parse({}), []);
  assert.deepEqual(tweet_detail.parse(null), []);
});

const REAL = fileURLToPath(new URL("../../../../shared/data/real/x-graphql/", import.meta.url));
const reason = existsSync(REAL) ? false : "../shared/data is not here";
test("real answers of several years are read", { skip: reason }, () => {
  const names = readdirSync(REAL).filter((name) => /TweetDetail/.test(name));
  for (const name of names) {
    const posts = tweet_detail.parse(JSON.parse(readFileSync(REAL + name, "utf8")));
    assert.ok(posts.length > 0, name);
    for (const post of posts) assert.ok(post.author.handle && /^\d+$/.test(post.id) && !Number.isNaN(Date.parse(post.posted_at)), name);
  }
});
