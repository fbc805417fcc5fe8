// A look-alike of Bluesky's page of a thread: no class names that mean anything, lines by their shape alone, more posts as the
// page is scrolled.
import { h, linked, shows } from "./element.js";

const root = document.getElementById("root");
let drawn = 0;

function item({ handle, did, name, record, text, up, down, focus, time, photo, quote }) {
  const line = (kind, on) => h("div", { class: `${kind}${on ? " r4" : ""}` });
  const face = h("img", { class: "r5", src: `https://cdn.bsky.app/img/avatar/plain/${did}/face@jpeg.png` });
  const link = (address) => h("a", { href: address, role: "link" }, address.replace(/^https?:\/\//, "").slice(0, 20) + "...");
  return h("div", { "data-testid": `postThreadItem-by-${handle}`, role: "link" },
    h("div", { class: "r1" }, line("r2", up), h("a", { href: `/profile/${handle}` }, face), line("r3", down)),
    h("div", {}, h("a", { href: `/profile/${handle}` }, name), h("a", { href: `/profile/${handle}` }, `@${handle}`),
      focus ? h("span", {}, time) : h("a", { href: `/profile/${handle}/post/${record}`, "aria-label": time, "data-tooltip": time }, "2h"),
      h("div", { "data-word-wrap": "1" }, linked(text, link)),
      photo ? h("button", {}, h("img", { alt: photo, src: `https://cdn.bsky.app/img/feed_thumbnail/plain/${did}/picture.png` })) : null,
      quote ? h("div", { role: "link", "aria-label": `Post by ${quote.handle}` }, h("a", { href: `/profile/${quote.handle}/post/q1` }, `@${quote.handle}`), h("div", { "data-word-wrap": "1" }, quote.text)) : null));
}

function more() {
  for (const end = Math.min(drawn + 10, shows.length); drawn < end; drawn += 1) root.append(item(shows[drawn]));
  if (drawn < shows.length && document.body.scrollHeight <= innerHeight + 300) setTimeout(more, 150);
}

addEventListener("scroll", () => scrollY + innerHeight > document.body.scrollHeight - 300 && setTimeout(more, 150));
more();
