// Bluesky's page of a thread: names that mean nothing, lines by their shape, eleven posts and then "Read more", which leads to the
// page of the last of them. Warnings cover posts and what they embed.
import { h, shows } from "../element.js";

const { words, rows, late = 0, cutAt = null } = shows;
const root = h("main", { role: "main" });
const opened = new Set();

const focusKey = () => location.pathname.split("/post/")[1];
const press = (element, action) => { element.addEventListener("click", (event) => { event.preventDefault(); event.stopPropagation(); action(); }); return element; };

function linked(text) {
  return text.split(/(https?:\/\/\S+|@[\w.]+\w|#[\p{L}\d_]+)/u).filter(Boolean).map((part) => {
    if (/^https?:/.test(part)) return h("a", { href: part, role: "link" }, `${part.replace(/^https?:\/\//, "").slice(0, 20)}...`);
    if (/^@/.test(part)) return h("a", { href: `/profile/${part.slice(1)}`, role: "link" }, part);
    if (/^#/.test(part)) return h("a", { href: `/hashtag/${part.slice(1)}`, role: "link" }, part);
    return part;
  });
}

function embed(post, item) {
  const cdn = `https://cdn.bsky.app/img`;
  if (item.kind === "image") return h("button", { "aria-label": words.view_image }, h("img", { class: "photo", alt: item.alt ?? "", src: item.url.replace("/feed_fullsize/", "/feed_thumbnail/") }));
  if (item.kind === "gif") return h("div", {}, h("button", { "aria-label": words.play }, h("video", { src: item.url, poster: item.poster_url, "aria-label": item.alt })));
  if (item.kind === "video") return h("figure", {}, h("video", { poster: item.poster_url }), h("figcaption", { class: "gone" }, item.alt));
  const thumb = item.thumb ? h("img", { class: "photo", alt: "", src: `${cdn}/feed_thumbnail/plain/did:plc:sam/c.png` }) : null;
  return h("a", { href: item.url, role: "link", "aria-label": item.alt }, thumb, h("div", {}, item.alt), h("div", {}, item.description), h("div", {}, new URL(item.url).host));
}

const quote = ({ handle, key, text, card }) => h("div", { role: "link", tabindex: 0, "aria-label": `Post by ${handle}` }, h("img", { class: "face", src: "https://cdn.bsky.app/img/avatar_thumbnail/plain/did:plc:quoted/f.png" }), h("a", { href: `/profile/${handle}` }, "Quoted"), h("a", { href: `/profile/${handle}` }, `@${handle}`),
  h("a", { href: `/profile/${handle}/post/${key}`, "data-tooltip": words.date, "aria-label": words.date }, "3mo"), h("div", { class: "words", "data-word-wrap": "1" }, text), card ? h("a", { href: card, role: "link" }, "A card in a quote") : null);

function hidden(post, what, inside) {
  if (!post[what]) return inside;
  const key = `${what} ${post.key}`;
  const shown = opened.has(key);
  const cover = press(h("button", { "aria-label": words.sensitive }, h("span", {}, words.sensitive), h("span", {}, shown ? words.hide : words.show)), () => { shown ? opened.delete(key) : opened.add(key); setTimeout(draw, 50); });
  return h("div", { "data-testid": `contentHider-${what === "covered" ? "post" : "embed"}` }, cover, shown ? h("div", {}, inside) : null);
}

function item(post) {
  const isFocus = post.key === focusKey();
  const line = (kind, on) => h("div", { class: `${kind}${on && !isFocus ? " on" : ""}` });
  const permalink = `/profile/${post.handle}/post/${post.key}`;
  const embeds = (post.media ?? []).map((each) => embed(post, each));
  const figures = isFocus ? h("div", {}, h("span", {}, words.date), h("a", { href: `${permalink}/liked-by` }, `3 ${words.likes}`)) : null;
  const reply = post.answers === undefined ? null : h("button", { "data-testid": "replyBtn", "aria-label": `${words.reply} (${post.answers} ${words.replies})` }, post.answers ? h("div", {}, String(post.answers)) : null);
  return h("div", { "data-testid": `postThreadItem-by-${post.handle}`, role: "link", class: "row" },
    h("div", { class: "line" }, line("up", post.up), h("a", { href: `/profile/${post.handle}` }, h("img", { class: "face", src: `https://cdn.bsky.app/img/avatar/plain/did:plc:${post.handle.split(".")[0]}/f.png` })), line("down", post.down)),
    h("div", { class: "main" }, h("div", {}, h("a", { href: `/profile/${post.handle}` }, post.name), h("a", { href: `/profile/${post.handle}` }, `@${post.handle}`), isFocus ? null : h("a", { href: permalink, "aria-label": words.date, "data-tooltip": words.date }, "2h")),
      hidden(post, "covered", [post.text ? h("div", { class: "words", "data-word-wrap": "1", "data-testid": "postText" }, linked(post.text)) : null, hidden(post, "sensitive", embeds), post.quote ? quote(post.quote) : null]), figures, h("div", {}, reply)));
}

function more(post) {
  const link = h("a", { href: `/profile/${post.handle}/post/${post.key}`, role: "link" }, h("span", {}, words.read_more));
  return press(link, () => { history.pushState({}, "", link.getAttribute("href")); shown = rows.filter((row) => row.key === post.key); draw(); setTimeout(() => { view(); draw(); }, 300); });
}

let shown = [];
/** What the page of the post in its address shows: all above it, and below it ten posts. */
function view() {
  const at = Math.max(0, rows.findIndex((row) => row.key === focusKey()));
  const end = cutAt === null ? rows.length : at + 1 + cutAt;
  shown = rows.slice(0, end);
}

function draw() {
  const last = shown.at(-1);
  const next = rows[rows.indexOf(last) + 1];
  const leads = cutAt !== null && next?.handle === rows[0].handle && last?.handle === rows[0].handle && shown.length > 1;
  const composer = h("button", { "aria-label": words.your_reply }, words.your_reply);
  root.replaceChildren(...shown.flatMap((post) => (post.key === focusKey() ? [item(post), composer] : [item(post)])), ...(leads ? [more(last)] : []));
}

addEventListener("popstate", () => { view(); draw(); });
document.body.append(h("div", { id: "root", class: "layout" }, h("nav", {}, h("a", { href: "/login" }, words.login)), root));
if (late) { shown = rows.filter((row) => row.key === focusKey()); draw(); setTimeout(() => { view(); draw(); }, late); }
else { view(); draw(); }
