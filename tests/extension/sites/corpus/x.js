// X's page of a post: a virtualised list in the primary column, a side bar with rows of the same kind, everything in the words of
// the interface's language. What is covered is not in the page; "Show more" opens in place or leads to the post's own page.
import { h, shows } from "../element.js";

const { words, inDom = 8, helping = 12, latency = 150, late = 0, lightbox = false, side = [] } = shows;
let rows = shows.rows;
let list, heights, loaded, fetching, layer;
const opened = new Set();
const base = location.pathname;

const button = (label, press, attributes = {}) => {
  const element = h("button", { role: "button", type: "button", ...attributes }, h("div", { dir: "ltr" }, h("span", {}, h("span", {}, label))));
  element.addEventListener("click", (event) => { event.stopPropagation(); press(); });
  return element;
};
const open = (what) => setTimeout(() => { opened.add(what); draw(true); }, 60);

function text(post, value, cut) {
  const parts = value.split(/(https?:\/\/\S+|@\w+|#[\p{L}\d_]+|\p{Extended_Pictographic}\uFE0F?)/u).filter(Boolean).map((part) => {
    if (/^https?:/.test(part)) return shortened(part);
    if (/^[@#]/.test(part)) return h("span", {}, h("a", { href: `/${part.replace("#", "hashtag/").replace("@", "")}`, role: "link" }, part));
    if (/^\p{Extended_Pictographic}/u.test(part)) return h("img", { alt: part, src: "/emoji.png", width: 16, height: 16 });
    return h("span", {}, part);
  });
  const element = h("div", { dir: "auto", lang: shows.language, class: "words", "data-testid": "tweetText" }, parts, cut ? "…" : null);
  if (!cut) return element;
  const press = () => (post.navigates ? go(post.id) : open(post.id));
  const more = post.navigates ? h("a", { href: `/${post.author.handle}/status/${post.id}`, role: "link", "data-testid": "tweet-text-show-more-link" }, words.more) : button(words.more, press, { "data-testid": "tweet-text-show-more-link" });
  if (post.navigates) more.addEventListener("click", (event) => { event.preventDefault(); press(); });
  return [element, more];
}

function shortened(address) {
  const [, scheme, rest] = address.match(/^(https?:\/\/)(.*)$/);
  const hidden = (part) => h("span", { "aria-hidden": "true", class: "gone" }, part);
  const tail = rest.length > 24 ? [hidden(rest.slice(24)), h("span", { "aria-hidden": "true" }, "…")] : [];
  return h("a", { href: `https://t.co/${rest.length}abc`, role: "link" }, hidden(scheme), rest.slice(0, 24), tail);
}

const name = ({ handle, name: shown }, time) => h("div", { "data-testid": "User-Name" },
  h("div", {}, h("a", { href: `/${handle}`, role: "link" }, h("div", { dir: "ltr" }, h("span", {}, h("span", {}, shown))))),
  h("div", {}, h("a", { href: `/${handle}`, role: "link", tabindex: -1 }, h("div", { dir: "ltr" }, h("span", {}, `@${handle}`))), h("span", {}, "·"), time));

function photo(post, { alt, url }) {
  const image = h("img", { alt: alt ?? words.image, class: "photo", src: url.replace("name=large", "name=small") });
  return h("a", { href: `/${post.author.handle}/status/${post.id}/photo/1`, role: "link" }, h("div", { "aria-label": alt ?? words.image, "data-testid": "tweetPhoto" }, h("div"), image));
}

function film(item) {
  const source = item.kind === "gif" ? { src: item.url } : {};
  const video = h("video", { "aria-label": item.alt ?? words.video, preload: "none", poster: item.poster_url, ...source });
  const badge = item.kind === "gif" ? h("div", { dir: "ltr" }, h("span", {}, "GIF")) : null;
  return h("div", { "data-testid": "tweetPhoto" }, h("div", { "data-testid": "videoPlayer" }, h("div", { "data-testid": "videoComponent" }, video, badge, button("", () => {}, { "data-testid": "playButton" }))));
}

function media(post) {
  const items = (post.media ?? []).filter((item) => item.kind !== "card").map((item) => (item.kind === "image" ? photo(post, item) : film(item)));
  if (!post.sensitive || opened.has(`media ${post.id}`)) return items;
  return h("div", {}, h("div", { dir: "ltr" }, h("span", {}, words.sensitive)), h("span", {}, words.sensitive_why), button(words.show, () => open(`media ${post.id}`)));
}

const card = (item) => h("div", { "data-testid": "card.wrapper" }, h("a", { href: item.url, role: "link", "aria-label": item.alt }, h("div", { dir: "auto" }, h("span", {}, item.alt))));
const quote = ({ author, text: value }) => h("div", { tabindex: 0, role: "link" }, h("div", {}, h("div", { "data-testid": "Tweet-User-Avatar" }), name(author, h("time", { datetime: "2026-09-25T10:00:00.000Z" }, "Sep 25"))),
  h("div", { dir: "auto", "data-testid": "tweetText" }, h("span", {}, value)), button(words.more, () => document.body.append(h("i", { class: "stranger" })), { "data-testid": "tweet-text-show-more-link" }));
const poll = ({ options, votes }) => h("div", { "data-testid": "card.wrapper" }, h("div", { "data-testid": "cardPoll" }, h("ul", {}, options.map(({ text: choice, share }) => h("li", { role: "listitem" }, h("div", { dir: "ltr" }, h("span", {}, choice)), h("div", { dir: "ltr" }, h("span", {}, `${share}%`))))), h("div", { dir: "ltr" }, h("span", {}, `${votes} ${words.votes}`))));
const note = (value) => h("div", { "data-testid": "birdwatch-pivot" }, h("div", { dir: "ltr" }, h("span", {}, words.note)), h("div", { dir: "auto" }, h("span", {}, value)), button(words.rate, () => {}));

function translated(post) {
  const { translation } = post;
  const original = () => text(post, post.text, false);
  if (translation.below) return [original(), h("div", {}, h("span", {}, words.translated_from)), text(post, translation.text, false)];
  if (opened.has(`original ${post.id}`)) return [original(), button(words.translate, () => {})];
  return [text(post, translation.text, false), h("div", {}, h("span", {}, words.translated_from), button(words.original, () => open(`original ${post.id}`)))];
}

function article({ title, blocks, cover }) {
  const block = ([tag, value, href]) => tag === "img" ? h("section", { "data-block": "true" }, h("div", { "data-testid": "tweetPhoto" }, h("img", { alt: value, class: "photo", src: href })))
    : h("div", {}, h(tag, { "data-block": "true" }, h("div", {}, h("span", {}, h("span", { "data-text": "true" }, value)), href ? h("a", { href }, href) : null)));
  return h("div", { "data-testid": "twitterArticleReadView" }, h("div", { "data-testid": "tweetPhoto" }, h("img", { alt: words.image, class: "photo", src: cover })),
    h("div", { "data-testid": "twitter-article-title" }, title), h("div", { "data-testid": "twitterArticleRichTextView" }, h("div", { "data-testid": "longformRichTextComponent" }, h("div", { "data-contents": "true" }, blocks.map(block)))));
}

function tweet(row) {
  const { post } = row;
  const time = row.kind === "ad" ? h("span", {}, "Ad") : h("a", { href: `/${post.author.handle}/status/${post.id}`, role: "link" }, h("time", { datetime: post.time }, "2h"));
  const cut = post.cut && !opened.has(post.id) && focusId() !== post.id;
  const body = post.article ? article(post.article) : post.translation ? translated(post) : post.text ? [text(post, cut ? post.text.slice(0, post.cut) : post.text, cut), post.foreign ? button(words.translate, () => document.body.append(h("i", { class: "stranger" }))) : null] : null;
  const bar = post.answers === undefined ? null : h("div", { role: "group" }, button(post.answers ? String(post.answers) : "", () => {}, { "data-testid": "reply", "aria-label": `${post.answers} ${words.replies}` }));
  const element = h("article", { role: "article", tabindex: 0, "data-testid": "tweet", class: "row" },
    h("div", { class: "line" }, h("div", { class: `up${row.up ? " on" : ""}` }), h("div", { class: "face", "data-testid": "Tweet-User-Avatar" }, h("img", { alt: "", src: "/face.png", class: "face" })), h("div", { class: `down${row.down ? " on" : ""}` })),
    h("div", { class: "main" }, name(post.author, time), body, media(post), (post.media ?? []).filter((item) => item.kind === "card").map(card), post.poll ? poll(post.poll) : null, post.quote ? quote(post.quote) : null, post.note ? note(post.note) : null, bar,
      row.kind === "ad" || row.stranger ? button(words.more, () => document.body.append(h("i", { class: "stranger" }))) : null));
  return row.kind === "ad" ? h("div", { "data-testid": "placementTracking" }, element) : element;
}

function content(row, index) {
  if (row.kind === "post" || row.kind === "ad") return tweet(row);
  if (row.kind === "more") return h("div", {}, button(row.label ?? words.show_replies, () => setTimeout(() => { rows.splice(rows.indexOf(row), 1, ...row.rows); heights = rows.map((_, at) => heights[at] ?? 150); loaded = rows.length; draw(true); }, latency)));
  if (row.kind === "composer") return h("div", {}, h("div", { "data-testid": "tweetTextarea_0", role: "textbox" }, words.your_reply), button(words.reply, () => {}, { "data-testid": "tweetButtonInline" }), h("div", { role: "progressbar", "data-testid": "progressBar-bar" }));
  if (row.kind === "hidden") return button(words.spam, () => document.body.append(h("i", { class: "stranger" })));
  if (row.kind === "tombstone") return h("article", { tabindex: 0 }, h("span", {}, words.deleted));
  if (row.kind === "end") return h("h2", { role: "heading" }, h("span", {}, words.discover));
  return h("div", { style: "height:40px" });
}

const focusId = () => location.pathname.match(/status\/(\d+)/)?.[1];
const cell = (index) => { const element = h("div", { "data-testid": "cellInnerDiv" }, index < rows.length ? content(rows[index], index) : h("div", { role: "progressbar", style: "height:60px" })); element.dataset.index = index; return element; };
const offset = (index) => heights.slice(0, index).reduce((sum, height) => sum + height, 0);

let drawing = false;
function draw(afresh = false) {
  if (afresh) list.replaceChildren();
  if (drawing) return;
  drawing = true;
  setTimeout(() => {
    drawing = false;
    let first = 0;
    while (first < loaded - 1 && offset(first + 1) < scrollY) first += 1;
    first = Math.max(0, Math.min(first - 1, loaded - inDom));
    const wanted = Array.from({ length: Math.min(inDom, loaded - first) }, (_, index) => first + index);
    for (const old of [...list.children]) if (!wanted.includes(Number(old.dataset.index))) old.remove();
    for (const index of wanted) if (![...list.children].some((each) => Number(each.dataset.index) === index)) list.append(cell(index));
    const spinner = loaded < rows.length && !shows.silent;
    if (spinner) list.append(cell(rows.length));
    for (const each of list.children) if (Number(each.dataset.index) < rows.length) heights[Number(each.dataset.index)] = Math.max(20, each.offsetHeight);
    for (const each of list.children) each.style.transform = `translateY(${offset(Math.min(Number(each.dataset.index), loaded))}px)`;
    list.style.height = `${offset(loaded) + 60}px`;
    fetchMore();
  }, 10);
}

function fetchMore() {
  if (fetching || loaded >= rows.length || offset(loaded) > scrollY + innerHeight * 2) return;
  fetching = true;
  setTimeout(() => { fetching = false; loaded = Math.min(rows.length, loaded + helping); draw(true); }, late && loaded === 1 ? late : latency);
}

// The page of one post of the thread: that post in full, above it what it answers, below it what follows.
function go(id) {
  history.pushState({}, "", `/sam/status/${id}`);
  const at = shows.rows.findIndex((row) => row.post?.id === id);
  setTimeout(() => show(shows.rows.slice(Math.max(0, at - 1), at + 2)), 120);
}
addEventListener("popstate", () => location.pathname === base && setTimeout(() => show(shows.rows), 60));

function show(some) {
  rows = some;
  heights = rows.map(() => 150);
  loaded = late ? 1 : Math.min(helping, rows.length);
  fetching = false;
  scrollTo(0, 0);
  draw(true);
}

list = h("div", { class: "list" });
const main = h("main", { role: "main" }, h("div", { "data-testid": "primaryColumn" }, h("h2", { role: "heading" }, words.post), h("section", { role: "region" }, h("h1", {}, words.conversation), list)));
const sideRows = side.map((row) => h("div", { "data-testid": "cellInnerDiv" }, tweet(row)));
document.body.append(h("div", { id: "react-root" }, h("div", { class: "layout" }, main, h("div", { class: "side", "data-testid": "sidebarColumn" }, h("h2", { role: "heading" }, words.people), sideRows))));
if (lightbox) {
  const panel = rows.filter((row) => row.kind === "post").slice(0, 2).map((row) => h("div", { "data-testid": "cellInnerDiv" }, tweet({ ...row, down: false, up: false })));
  layer = h("div", { id: "layers" }, h("div", { class: "over", role: "dialog", "aria-modal": "true" }, h("img", { src: "/p.png", alt: "" }), h("aside", {}, panel)));
  document.body.append(layer);
}
show(shows.rows);
addEventListener("scroll", () => draw());
