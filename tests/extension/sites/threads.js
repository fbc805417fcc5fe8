// A look-alike of the page of a post on Threads: few names, one text in many spans, links by a detour, a login at the end.
import { h, linked, shows } from "./element.js";

const root = document.getElementById("barcelona-page-layout");

function item({ handle, code, lines, time, down, photo, quote }) {
  const link = (address) => h("a", { href: `https://l.threads.com/?u=${encodeURIComponent(address)}&e=AT1`, rel: "nofollow" }, address.replace(/^https?:\/\//, "").slice(0, 18) + "…");
  return h("div", { "data-pressable-container": "true" },
    h("div", { class: "x2" }, h("a", { href: `/@${handle}` }, h("img", { alt: `${handle}'s profile picture`, src: "/face.png", width: 36, height: 36 })), down ? h("div", { class: "x3" }) : null),
    h("div", {},
      h("span", { dir: "auto" }, h("a", { href: `/@${handle}`, role: "link" }, h("span", { dir: "auto" }, handle))),
      h("a", { href: `/@${handle}/post/${code}`, role: "link" }, h("time", { datetime: time }, h("span", { dir: "auto" }, "2h"))),
      lines.map((line) => h("span", { dir: "auto", class: "x4" }, h("span", {}, linked(line, link)))),
      photo ? h("picture", {}, h("img", { alt: photo, src: "https://scontent.cdninstagram.com/v/t51.2885-15/picture.png", width: 200, height: 100 })) : null,
      quote ? h("div", {}, item({ ...quote, lines: [quote.text] })) : null,
      h("div", { role: "button", tabindex: 0 }, h("span", { dir: "auto" }, "12"))));
}

root.append(...shows.rows.map(item));
if (shows.wall) root.append(h("div", {}, h("span", {}, "Log in to see more replies."), h("a", { href: "/login" }, "Log in")));
