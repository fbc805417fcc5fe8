// Thread Reader's page of a thread: all posts in the page, or the rest of them a moment later.
import { h, shows } from "../element.js";

const { words, posts, late = 0, teasers } = shows;
const list = h("div", { class: "t-main" });
const text = (value) => value.split("\n").flatMap((line, index) => [...(index ? [h("br")] : []), ...line.split(/(https?:\/\/\S+)/).map((part) => (/^https?:/.test(part) ? h("a", { class: "entity-url", href: part }, `${part.replace(/^https?:\/\//, "").slice(0, 24)}…`) : part))]);
const image = ({ url, alt }) => h("span", { class: "entity-image" }, h("a", { href: url }, h("img", { src: "/images/1px.png", "data-src": url, alt: alt ?? "Image" })));
const post = ({ id, text: value, media = [] }, index) => h("div", { class: "row t-tweet" }, h("div", { class: "col-12" }, h("div", { id: `tweet_${index + 1}`, class: "content-tweet allow-preview", "data-tweet": id, "data-screenname": "sam", dir: "auto" }, text(value), media.map(image), h("sup", { class: "tw-permalink" }, h("a", { href: `https://twitter.com/sam/status/${id}` }, "1")))));

document.head.append(h("meta", { property: "og:title", content: shows.title }), h("meta", { name: "csrf-token", content: "SECRET-TOKEN" }), h("script", { type: "application/json" }, '{"session":"SECRET-TOKEN"}'));
document.body.append(h("div", { class: "container" }, h("form", {}, h("input", { type: "hidden", name: "authenticity_token", value: "SECRET-TOKEN" }), h("input", { type: "text", value: "SECRET-TYPED" })),
  h("div", { class: "box-user" }, h("div", { class: "username" }, h("a", { href: "/user/sam" }, "Sam Writes")), h("span", { class: "screenName" }, h("a", { href: "/user/sam" }, "@sam"))),
  h("div", { class: "thread-info" }, h("a", { class: "time", "data-time": "1793520000" }, "Nov 1"), h("span", { class: "count" }, `${posts.length} ${words.tweets}`)), list,
  h("div", { class: "thread-card" }, h("div", { class: "card-tweets" }, teasers.map((teaser) => h("div", { class: "content-tweet" }, teaser))))));
list.append(...posts.slice(0, late ? 2 : posts.length).map(post));
if (late) setTimeout(() => list.append(...posts.slice(2).map((each, index) => post(each, index + 2))), late);
