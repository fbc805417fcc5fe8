// LinkedIn's page of a post, as a member sees it (`member`) or as everybody does; comments below, "…more" in the text.
import { h, linked, shows } from "../element.js";

const { words, post, member, comments } = shows;
const link = (address) => h("a", { href: address }, address);
const opened = new Set();
const root = h("main", {});

function text(value, id, cut) {
  const isCut = cut && !opened.has(id);
  const shown = isCut ? `${value.slice(0, cut)}` : value;
  const more = isCut ? h("button", member ? { class: "feed-shared-inline-show-more-text__see-more-less-toggle" } : { "data-feed-action": "see-more-post" }, `…${words.more_short}`) : null;
  more?.addEventListener("click", () => setTimeout(() => { opened.add(id); draw(); }, 60));
  const lines = shown.split("\n").flatMap((line, index) => [...(index ? [h("br")] : []), ...linked(line, link)]);
  return member ? h("div", { class: "feed-shared-inline-show-more-text" }, h("div", { class: "update-components-text", dir: "ltr" }, h("span", { dir: "ltr" }, lines)), more) : h("div", {}, h("p", { "data-test-id": "main-feed-activity-card__commentary" }, lines), more);
}

function carousel({ title, pages }) {
  return h("div", { class: "update-components-document__container", title }, h("div", { class: "document-s-container", "data-native-document-config": JSON.stringify({ doc: { title, totalPageCount: pages.length } }) }, h("ul", {}, pages.map((page) => h("li", {}, h("img", { alt: page, class: "photo", src: "https://media.licdn.com/page.png" }))))));
}

function comment(value) {
  const box = h(member ? "article" : "section", { class: member ? "comments-comment-entity" : "comment" }, h("a", { href: "https://www.linkedin.com/in/stranger" }, "A Stranger"), h("div", { class: "update-components-text" }, h("p", {}, value)));
  const more = h("button", { class: "feed-shared-inline-show-more-text__see-more-less-toggle" }, `…${words.more_short}`);
  more.addEventListener("click", () => document.body.append(h("i", { class: "stranger" })));
  box.append(more);
  return box;
}

function draw() {
  const photos = (post.media ?? []).map((item) => h("div", member ? { class: "update-components-image" } : { "data-test-id": "feed-images-content" }, h("img", { class: "photo", alt: item.alt, src: item.url })));
  const actor = member
    ? h("div", { class: "update-components-actor__container" }, h("a", { class: "update-components-actor__meta-link", href: "https://www.linkedin.com/in/sam-writes?miniProfile=1" }, h("span", { class: "update-components-actor__title" }, h("span", { "aria-hidden": "true" }, post.name), h("span", { class: "visually-hidden" }, post.name))))
    : h("div", { "data-test-id": "main-feed-activity-card__entity-lockup" }, h("a", { href: "https://www.linkedin.com/in/sam-writes?trk=x", "data-tracking-control-name": "public_post_feed-actor-name" }, post.name));
  const body = [actor, text(post.text, post.id, post.cut), photos, post.document ? carousel(post.document) : null, h("div", { class: member ? "comments-comments-list" : "comments" }, comments.map(comment))];
  root.replaceChildren(member ? h("div", { class: "feed-shared-update-v2", "data-urn": `urn:li:activity:${post.id}` }, body) : h("article", { class: "main-feed-activity-card", "data-activity-urn": `urn:li:activity:${post.id}` }, body));
}

document.body.append(h("header", {}, h("a", { href: "https://www.linkedin.com/login" }, words.login)), root);
draw();
