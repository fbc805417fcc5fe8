// Threads' page of a post: few names, one text in many spans, links by a detour, the words of the site between the author's, and
// below the conversation related threads, also of the same author.
import { h, linked, shows } from "../element.js";

const { words, rows, related = [], late = 0, wall = false } = shows;
const root = h("main", { id: "barcelona-page-layout" });
const opened = new Set();

const control = (label, action, ...children) => { const element = h("div", { role: "button", tabindex: 0 }, h("span", { dir: "auto" }, label), children); element.addEventListener("click", action); return element; };
const link = (address) => h("a", { href: `https://l.threads.com/?u=${encodeURIComponent(address)}&e=AT1`, rel: "nofollow" }, `${address.replace(/^https?:\/\//, "").slice(0, 18)}…`);
const figure = (label, count) => h("div", { role: "button", tabindex: 0 }, h("svg", { "aria-label": label, width: 18, height: 18 }), count ? h("span", {}, String(count)) : null);

function media(post) {
  const items = (post.media ?? []).map((item) => {
    if (item.kind === "image") return h("picture", {}, h("img", { class: "photo", alt: item.alt ?? "", src: item.url }));
    if (item.kind === "video") return h("div", {}, h("video", { src: item.url, poster: item.poster_url, "aria-label": item.alt }));
    return h("a", { href: `https://l.threads.com/?u=${encodeURIComponent(item.url)}&e=AT1` }, h("img", { class: "photo", alt: "", src: "https://scontent.cdninstagram.com/v/t51.2885-15/card.png" }), h("span", { dir: "auto" }, item.alt));
  });
  if (!post.sensitive || opened.has(post.code)) return items;
  return h("div", {}, h("span", {}, words.sensitive), control(words.show, () => setTimeout(() => { opened.add(post.code); draw(); }, 60)));
}

function item(post) {
  const head = h("div", {}, h("span", { dir: "auto" }, h("a", { href: `/@${post.handle}`, role: "link" }, h("span", { dir: "auto" }, post.handle))), h("a", { href: `/@${post.handle}/post/${post.code}`, role: "link" }, h("time", { datetime: post.time }, h("span", { dir: "auto" }, "2h"))),
    post.answer ? h("span", { dir: "auto" }, `· ${words.author}`) : null);
  const cut = post.cut && !opened.has(`text ${post.code}`);
  const text = cut ? `${post.text.slice(0, post.cut)}…` : post.text;
  const body = h("div", {}, text.split("\n").filter(Boolean).map((line) => h("span", { dir: "auto", class: "words" }, h("span", {}, linked(line, link)))), cut ? control(words.more, () => setTimeout(() => { opened.add(`text ${post.code}`); draw(); }, 60)) : null, post.foreign ? control(words.translate, () => document.body.append(h("i", { class: "stranger" }))) : null);
  return h("div", { "data-pressable-container": "true", class: "row" },
    h("div", { class: "line" }, h("a", { href: `/@${post.handle}` }, h("img", { class: "face", alt: `${post.handle}'s profile picture`, src: "/face.png" })), h("div", { class: `down${post.down ? " on" : ""}` })),
    h("div", { class: "main" }, head, body, media(post), post.quote ? item({ ...post.quote, time: "2026-08-01T08:00:00.000Z" }) : null,
      h("div", {}, figure(words.like, 12), figure(words.reply, post.answers ?? 0))));
}

let here = late ? rows.slice(0, 1) : rows;
function draw() {
  const below = related.length ? [h("div", {}, h("span", { dir: "auto" }, words.related)), ...related.map(item)] : [];
  const login = wall ? [h("div", {}, h("span", { dir: "auto" }, words.login_more), h("a", { href: "/login" }, words.login))] : [];
  root.replaceChildren(...here.map(item), ...login, ...below);
}

document.body.append(h("header", { role: "banner" }, h("a", { href: "/login" }, words.login)), root);
draw();
if (late) setTimeout(() => { here = rows; draw(); }, late);
