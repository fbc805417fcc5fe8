// A look-alike of Mastodon's page of a post in the layout with columns: the column scrolls, not the page.
import { h, linked, shows } from "./element.js";

function address(url) {
  const [scheme, rest] = [url.match(/^https?:\/\//)[0], url.replace(/^https?:\/\//, "")];
  return h("a", { href: url, rel: "nofollow" }, h("span", { class: "invisible" }, scheme), h("span", { class: "ellipsis" }, rest.slice(0, 20)), h("span", { class: "invisible" }, rest.slice(20)));
}

const words = ({ paragraphs, warning, covered }) => {
  const text = h("div", { class: "status__content__text status__content__text--visible" }, paragraphs.map((text) => h("p", {}, linked(text, address))));
  if (!warning) return text;
  const shown = [h("p", { class: "status__content__spoiler-text" }, warning)];
  const button = h("button", { class: "status__content__spoiler-link", "aria-expanded": "false" }, "Show more");
  const box = h("div", {}, shown, button, covered ? null : text);
  button.addEventListener("click", () => { button.setAttribute("aria-expanded", "true"); if (covered) box.append(text); });
  return box;
};

const name = ({ account, name: shown }) => h("span", { class: "display-name" }, h("bdi", {}, h("strong", { class: "display-name__html" }, shown)), h("span", { class: "display-name__account" }, `@${account}`));
const face = () => h("div", { class: "account__avatar" }, h("img", { src: "/face.png", alt: "" }));
const gallery = ({ photo }) => photo ? h("div", { class: "media-gallery" }, h("a", { class: "media-gallery__item-thumbnail", href: "https://files.example/original.png" }, h("img", { src: "/small.png", alt: photo }))) : null;

function focused(post) {
  return h("div", { class: "detailed-status__wrapper focusable" }, h("div", { class: "detailed-status" },
    h("a", { class: "detailed-status__display-name", href: `/@${post.account}` }, face(), name(post)), h("div", { class: "status__content" }, words(post)), gallery(post),
    h("div", { class: "detailed-status__meta" }, h("a", { class: "detailed-status__datetime", href: `/@${post.account}/${post.id}` }, h("span", {}, "Nov 1, 2026, 08:00")))));
}

function status(post) {
  const classes = `status status-reply status--in-thread${post.first ? " status--first-in-thread" : ""}`;
  return h("div", { class: "status__wrapper status__wrapper-reply focusable" }, h("div", { class: classes, "data-id": post.id },
    h("div", { class: `status__line${post.down ? " status__line--full" : ""}` }),
    h("div", { class: "status__info" }, h("a", { class: "status__relative-time", href: `/@${post.account}/${post.id}` }, h("time", { datetime: post.time }, "5m")), h("a", { class: "status__display-name", href: `/@${post.account}` }, face(), name(post))),
    h("div", { class: "status__content" }, words(post)), gallery(post)));
}

const { focus, time, url, rows } = shows;
for (const [property, content] of [["og:url", url], ["og:published_time", time]]) document.head.append(h("meta", { property, content }));
document.getElementById("mastodon").setAttribute("data-props", "{}");
document.getElementById("mastodon").append(h("div", { class: "columns-area" }, h("div", { class: "column" }, "Home"), h("div", { class: "column" }, h("div", { class: "scrollable" }, rows.map((post) => h("div", {}, post.id === focus ? focused(post) : status(post)))))));
