// Mastodon's page of a post as version 4.5 draws it: what a warning or a filter covers is not in the page, the button that uncovers
// it says nothing about its state, trailing hashtags stand in a bar, accounts of this server are shown without their domain.
import { h, shows } from "../element.js";

const { words, rows, focus, late = 0, columns = false, domain = null, latency = 60 } = shows;
const opened = new Set();
const root = h("div", { id: "mastodon", "data-props": "{}" });
const host = h("div", { class: "scrollable" });

const button = (label, press, attributes = {}) => { const element = h("button", { type: "button", ...attributes }, label); element.addEventListener("click", press); return element; };
const open = (what) => setTimeout(() => { opened.add(what); draw(); }, latency);
const close = (what) => { opened.delete(what); draw(); };
const toggle = (what, label) => button(label, () => (opened.has(what) ? close(what) : open(what)), { class: "link-button" });

function address(url) {
  const [scheme, rest] = [url.match(/^https?:\/\//)[0], url.replace(/^https?:\/\//, "")];
  return h("a", { href: url, rel: "nofollow" }, h("span", { class: "invisible" }, scheme), h("span", { class: "ellipsis" }, rest.slice(0, 20)), h("span", { class: "invisible" }, rest.slice(20)));
}

function inline(text) {
  return text.split(/(https?:\/\/\S+|@\w+|#[\p{L}\d_]+)/u).filter(Boolean).map((part) => {
    if (/^https?:/.test(part)) return address(part);
    if (/^@/.test(part)) return h("span", { class: "h-card" }, h("a", { class: "u-url mention", href: `https://far.example/${part}` }, "@", h("span", {}, part.slice(1))));
    if (/^#/.test(part)) return h("a", { class: "mention hashtag", href: `/tags/${part.slice(1)}` }, "#", h("span", {}, part.slice(1)));
    return part;
  });
}

const paragraphs = (text) => text.split("\n\n").map((part) => h("p", {}, part.split("\n").flatMap((line, index) => [...(index ? [h("br")] : []), ...inline(line)])));
const name = ({ acct, name: shown }, full) => h("span", { class: "display-name" }, h("bdi", {}, h("strong", { class: "display-name__html" }, shown)), h("span", { class: "display-name__account" }, `@${acct.includes("@") || !full ? acct : `${acct}@${domain ?? location.host}`}`));
const face = () => h("div", { class: "account__avatar" }, h("img", { src: "/face.png", alt: "" }));

function gallery(post) {
  const photos = (post.media ?? []).filter((item) => item.kind === "image");
  const gifs = (post.media ?? []).filter((item) => item.kind === "gif");
  const others = (post.media ?? []).filter((item) => !["image", "gif"].includes(item.kind)).map((item) => {
    if (item.kind === "audio") return h("div", { class: "audio-player" }, h("audio", { src: item.url, title: item.alt }));
    if (item.kind === "video") return h("div", { class: "video-player" }, h("video", { src: item.url, poster: item.poster_url, "aria-label": item.alt }));
    return h("a", { class: "status-card", href: item.url }, h("strong", { class: "status-card__title" }, item.alt));
  });
  if (!photos.length && !gifs.length) return others;
  const hidden = post.sensitive && !opened.has(`media ${post.id}`);
  const shown = hidden ? [] : [...photos.map((item) => h("a", { class: "media-gallery__item-thumbnail", href: item.url }, h("img", { src: "/small.png", alt: item.alt }))), ...gifs.map((item) => h("video", { class: "media-gallery__item-gifv-thumbnail", src: item.url, "aria-label": item.alt }))];
  const cover = post.sensitive ? h("div", { class: `spoiler-button${hidden ? "" : " spoiler-button--minified"}` }, button([h("span", {}, words.sensitive), h("span", {}, words.click)], () => (hidden ? open : close)(`media ${post.id}`), hidden ? { class: "spoiler-button__overlay" } : {})) : null;
  return [h("div", { class: "media-gallery" }, cover, shown), ...others];
}

function quote(post) {
  if (!post.quote) return null;
  return h("div", { class: "status__quote" }, h("div", { class: "status__wrapper status__wrapper-reply" }, h("div", { class: "status status--is-quote", "data-id": post.quote.id },
    h("div", { class: "status__info" }, h("a", { class: "status__relative-time", href: `/@${post.quote.acct}/${post.quote.id}` }, h("time", { datetime: "2026-08-01T08:00:00.000Z" }, "3mo")), h("a", { class: "status__display-name", href: `/@${post.quote.acct}` }, face(), name({ acct: post.quote.acct, name: "Quoted" }))),
    h("div", { class: "status__content" }, h("div", { class: "status__content__text" }, paragraphs(post.quote.text))))));
}

function tags(post) {
  if (!post.tags) return null;
  const all = opened.has(`tags ${post.id}`) ? post.tags : post.tags.slice(0, 3);
  const more = all.length < post.tags.length ? toggle(`tags ${post.id}`, words.more_tags) : null;
  return h("div", { class: "hashtag-bar" }, all.map((tag) => h("a", { href: `/tags/${tag}` }, "#", h("span", {}, tag))), more);
}

function translated(post) {
  if (!post.translation) return h("div", { class: "status__content__text translate" }, paragraphs(post.text));
  if (opened.has(`original ${post.id}`)) return [h("div", { class: "status__content__text" }, paragraphs(post.text)), button(words.translate, () => {}, { class: "status__content__translate-button" })];
  return [h("div", { class: "status__content__text translate" }, paragraphs(post.translation.text)), h("div", { class: "translate-button" }, h("div", { class: "translate-button__meta" }, words.translated_from), button(words.original, () => open(`original ${post.id}`), { class: "link-button" }))];
}

function content(post) {
  const filtered = post.filter && !opened.has(`filter ${post.id}`);
  const warned = post.warning && !opened.has(`warning ${post.id}`);
  const banner = (kind, what, text, label) => h("label", { class: `content-warning${kind}` }, h("p", {}, text), toggle(`${what} ${post.id}`, label));
  return [
    post.filter ? banner(" content-warning--filter", "filter", words.filtered, filtered ? words.show_anyway : words.hide) : null,
    !filtered && post.warning ? banner("", "warning", post.warning, warned ? words.more : words.hide) : null,
    filtered || warned ? null : [h("div", { class: "status__content" }, translated(post)), post.poll ? h("div", { class: "poll" }, h("ul", {}, post.poll.options.map(({ text, share }) => h("li", {}, h("label", { class: "poll__option" }, h("span", { class: "poll__number" }, `${share}%`), h("span", { class: "poll__option__text" }, text))))), h("div", { class: "poll__footer" }, `${post.poll.votes} ${words.votes}`)) : null, gallery(post), quote(post), tags(post)],
  ];
}

const bar = ({ answers }) => h("div", { class: "status__action-bar" }, h("button", { class: "status__action-bar__button", "aria-label": words.reply }, answers === undefined ? null : h("span", { class: "icon-button__counter" }, answers > 1 ? "1+" : String(answers))), h("button", { class: "status__action-bar__button" }, h("span", { class: "icon-button__counter" }, "7")));

const focused = (post) => h("div", { class: "detailed-status__wrapper focusable" }, h("div", { class: "detailed-status" }, h("a", { class: "detailed-status__display-name", href: `/@${post.acct}` }, face(), name(post, true)), content(post),
  h("div", { class: "detailed-status__meta" }, h("a", { class: "detailed-status__datetime", href: `/@${post.acct}/${post.id}` }, h("span", {}, words.date)))));
const status = (post) => h("div", { class: "status__wrapper status__wrapper-reply focusable" }, h("div", { class: `status status-reply status--in-thread${post.first ? " status--first-in-thread" : ""}`, "data-id": post.id }, h("div", { class: `status__line${post.down ? " status__line--full" : ""}` }),
  h("div", { class: "status__info" }, h("a", { class: "status__relative-time", href: `/@${post.acct}/${post.id}` }, h("time", { datetime: post.time }, "5m")), h("a", { class: "status__display-name", href: `/@${post.acct}` }, face(), name(post))), content(post), bar(post)));

let here = late ? rows.filter((post) => post.id === focus) : rows;
function draw() {
  host.replaceChildren(...here.map((post) => h("div", {}, post.id === focus ? focused(post) : status(post))));
}

if (domain) document.head.append(h("script", { id: "initial-state", type: "application/json" }, JSON.stringify({ meta: { domain, access_token: "SECRET-TOKEN" } })));
const other = columns ? h("div", { class: "column" }, h("div", { class: "scrollable" }, shows.home.map((post) => h("div", {}, status(post))))) : null;
root.append(h("div", { class: "columns-area" }, other, h("div", { class: "column" }, host), h("nav", { class: "navigation-panel" }, h("a", { href: "/auth/sign_in" }, words.login))));
document.body.append(root);
draw();
if (late) setTimeout(() => { here = rows; draw(); }, late);
