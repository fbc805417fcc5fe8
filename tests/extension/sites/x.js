// A look-alike of X's page of a post: a list of which only the rows near the window are in the page, loaded in helpings, with
// heights that are guesses until a row was drawn. `shows` says the rows and what the page does.
const shows = JSON.parse(document.getElementById("shows").textContent);
const { rows, inDom = 6, helping = 15, latency = 250, wallAt = null, start = null } = shows;
const GUESS = 150;
const list = document.getElementById("list");
const heights = rows.map(() => GUESS);
const opened = new Set();
let loaded = Math.min(helping, rows.length);
let fetching = false;

const h = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) value !== null && element.setAttribute(key, value);
  element.append(...children.flat().filter((child) => child !== null));
  return element;
};

const limit = () => (wallAt === null ? loaded : Math.min(loaded, wallAt));
const offset = (index) => heights.slice(0, index).reduce((sum, height) => sum + height, 0);

function words(post, open) {
  const text = post.cut && !open ? post.text.slice(0, post.cut) + "…" : post.text;
  const parts = text.split(/(https?:\/\/\S+|@\w+|#\w+|[\u{1F300}-\u{1FAFF}])/u).filter(Boolean).map((part) => {
    if (/^https?:/.test(part)) return shortened(part);
    if (/^@/.test(part)) return h("div", {}, h("span", {}, h("a", { href: `/${part.slice(1)}`, role: "link" }, part)));
    if (/^#/.test(part)) return h("span", {}, h("a", { href: `/hashtag/${part.slice(1)}`, role: "link" }, part));
    if (/^[\u{1F300}-\u{1FAFF}]/u.test(part)) return h("img", { alt: part, src: "/emoji.png", width: 16, height: 16 });
    return h("span", {}, part);
  });
  const more = post.cut && !open ? h("button", { "data-testid": "tweet-text-show-more-link", role: "link" }, h("span", {}, "Show more")) : null;
  more?.addEventListener("click", () => setTimeout(() => { opened.add(post.id); draw(true); }, 60));
  return h("div", { dir: "auto", lang: "en", "data-testid": "tweetText" }, parts, more);
}

// A long address is shown short; the rest of it stands in parts that nobody sees.
function shortened(address) {
  const [, scheme, rest] = address.match(/^(https?:\/\/)(.*)$/);
  const hidden = (text) => h("span", { "aria-hidden": "true", style: "display:none" }, text);
  const tail = rest.length > 24 ? [hidden(rest.slice(24)), h("span", { "aria-hidden": "true" }, "…")] : [];
  return h("a", { href: `https://t.co/${rest.length}abc`, role: "link" }, hidden(scheme), rest.slice(0, 24), tail);
}

function name({ handle, name: shown }, permalink) {
  return h("div", { "data-testid": "User-Name" },
    h("div", {}, h("a", { href: `/${handle}`, role: "link" }, h("div", { dir: "ltr" }, h("span", {}, h("span", {}, shown))))),
    h("div", {}, h("a", { href: `/${handle}`, role: "link", tabindex: -1 }, h("div", { dir: "ltr" }, h("span", {}, `@${handle}`))),
      h("div", { "aria-hidden": "true" }, h("span", {}, "·")), permalink));
}

function photo(post, { alt, file }) {
  const frame = h("div", { "aria-label": alt ?? "Image", "data-testid": "tweetPhoto" }, h("div"));
  const image = () => frame.append(h("img", { alt: alt ?? "Image", draggable: "true", src: `https://pbs.twimg.com/media/${file}.png?format=png&name=small` }));
  setTimeout(image, 120); // lazy: a frame first
  return h("a", { href: `/${post.author.handle}/status/${post.id}/photo/1`, role: "link" }, frame);
}

function quote({ author, text, time }) {
  return h("div", { tabindex: 0, role: "link" },
    h("div", {}, h("div", { "data-testid": "Tweet-User-Avatar" }), name(author, h("time", { datetime: time }, "Sep 25"))),
    h("div", { dir: "auto", "data-testid": "tweetText" }, h("span", {}, text)),
    h("span", { "data-testid": "tweet-text-show-more-link", role: "link" }, "Show more"));
}

function article(row) {
  const { post } = row;
  const bar = (kind, on) => h("div", { class: `${kind}${on ? " k6" : ""}` });
  const time = row.kind === "ad" ? h("span", {}, "Ad") : h("a", { href: `/${post.author.handle}/status/${post.id}`, role: "link" }, h("time", { datetime: post.time }, "2h"));
  const card = post.card ? h("div", { "data-testid": "card.wrapper" }, h("a", { href: post.card.url, role: "link" }, h("div", { dir: "auto" }, h("span", {}, post.card.title)))) : null;
  const element = h("article", { role: "article", tabindex: 0, "data-testid": "tweet" },
    h("div", { class: "k3" }, bar("k4", row.up), h("div", { class: "k7", "data-testid": "Tweet-User-Avatar" }, h("img", { alt: "", src: "/face.png", width: 40, height: 40 })), bar("k5", row.down)),
    h("div", { class: "k8" }, name(post.author, time), post.text ? words(post, opened.has(post.id)) : null,
      (post.photos ?? []).map((each) => photo(post, each)), card, post.quote ? quote(post.quote) : null));
  return row.kind === "ad" ? h("div", { "data-testid": "placementTracking" }, element) : element;
}

function content(row) {
  if (row.kind === "post" || row.kind === "ad") return article(row);
  if (row.kind === "hidden") return h("a", { href: `/i/status/${row.of}`, role: "link" }, h("span", {}, "Show more replies"));
  if (row.kind === "tombstone") return h("article", { tabindex: 0 }, h("span", {}, "This Post was deleted by the Post author."));
  if (row.kind === "end") return h("h2", { role: "heading" }, h("span", {}, "Discover more"));
  return h("div");
}

function cell(index) {
  const element = h("div", { "data-testid": "cellInnerDiv" }, index < rows.length ? content(rows[index]) : h("div", { role: "progressbar", style: "height:60px" }));
  element.dataset.index = index;
  return element;
}

function visible() {
  let first = 0;
  while (first < limit() - 1 && offset(first + 1) < scrollY) first += 1;
  first = Math.max(0, Math.min(first - 1, limit() - inDom));
  return Array.from({ length: Math.min(inDom, limit() - first) }, (_, index) => first + index);
}

let drawing = false;
function draw(afresh = false) {
  if (afresh) list.replaceChildren();
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    const wanted = visible();
    for (const old of [...list.children]) if (!wanted.includes(Number(old.dataset.index))) old.remove();
    for (const index of wanted) if (![...list.children].some((each) => Number(each.dataset.index) === index)) list.append(cell(index));
    const spinner = wallAt === null && limit() < rows.length && !shows.silent;
    if (spinner && !list.querySelector("[role=progressbar]")) list.append(cell(rows.length));
    for (const each of list.children) if (Number(each.dataset.index) < rows.length) heights[Number(each.dataset.index)] = Math.max(20, each.offsetHeight);
    for (const each of list.children) each.style.transform = `translateY(${offset(Math.min(Number(each.dataset.index), limit()))}px)`;
    list.style.height = `${offset(limit()) + (spinner ? 60 : 0)}px`;
    fetchMore();
    askToLogIn();
  });
}

function fetchMore() {
  if (fetching || loaded >= rows.length || offset(loaded) > scrollY + innerHeight * 2) return;
  fetching = true;
  setTimeout(() => { loaded = Math.min(rows.length, loaded + helping); fetching = false; list.querySelector("[role=progressbar]")?.parentElement.remove(); draw(); }, latency);
}

function askToLogIn() {
  if (wallAt === null || document.querySelector(".wall") || scrollY + innerHeight < offset(limit()) - 200) return;
  document.body.append(h("div", { class: "wall", role: "dialog" }, h("span", {}, "Don’t miss what’s happening"), h("a", { href: "/i/flow/login", role: "link" }, "Log in"), h("a", { href: "/i/flow/signup", role: "link" }, "Sign up")));
}

// As X does: what the page shows, it asked for first.
if (shows.asks) {
  const request = new XMLHttpRequest();
  request.open("GET", shows.asks);
  request.send();
}

addEventListener("scroll", () => draw());
draw();
if (start !== null) setTimeout(() => scrollTo(0, offset(start)), 50);
