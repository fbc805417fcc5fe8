// The thread page: the strip marks the point that is being read, and arrow keys move along it. Everything else works without scripts.

const beads = [...document.querySelectorAll(".rail nav a")];
const byPosition = new Map(beads.map((bead) => [bead.getAttribute("href").slice("#point-".length), bead]));
let current = null;

// The strip is one stop for the Tab key; arrow keys go from bead to bead.
function focusable(bead) {
  for (const other of beads) other.setAttribute("tabindex", other === bead ? "0" : "-1");
}

function mark(bead) {
  if (!bead || bead === current) return;
  current?.removeAttribute("aria-current");
  bead.setAttribute("aria-current", "location");
  current = bead;
}

const KEYS = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };

document.querySelector(".rail nav")?.addEventListener("keydown", (event) => {
  const step = KEYS[event.key];
  const place = beads.indexOf(event.target.closest("a"));
  if (!step || place < 0) return;
  event.preventDefault();
  const next = beads[Math.max(0, Math.min(beads.length - 1, place + step))];
  focusable(next);
  next.focus();
});

// The point that crosses a line a little below the strip is the one being read.
const observer = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) if (entry.isIntersecting) mark(byPosition.get(entry.target.dataset.position));
  },
  { rootMargin: "-25% 0px -70% 0px" },
);
for (const point of document.querySelectorAll(".point")) observer.observe(point);

if (beads.length) focusable(beads[0]);

// The menus of the bar close by the Escape key and by a click elsewhere; only one is open.
const menus = [...document.querySelectorAll(".tools-bar details.drop")];
document.addEventListener("keydown", (event) => {
  const open = menus.find((menu) => menu.open);
  if (event.key !== "Escape" || !open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const menu of menus) if (menu.open && !menu.contains(event.target)) menu.open = false;
});

// The slider of long threads follows the reader, and leads.
const scrubber = document.querySelector(".scrubber");
if (scrubber) {
  const slider = scrubber.querySelector("input[type=range]");
  const where = scrubber.querySelector(".where");
  const points = [...document.querySelectorAll(".point")];
  const show = (place) => {
    slider.value = place;
    where.textContent = where.dataset.where.replace("{}", place);
  };
  scrubber.querySelector(".slider").hidden = false;
  slider.addEventListener("input", () => {
    show(slider.value);
    document.getElementById(`point-${slider.value}`)?.scrollIntoView({ block: "start" });
  });
  // The server finds the author's number; here the point is on the page already.
  scrubber.addEventListener("submit", (event) => {
    const number = scrubber.elements.number.value;
    const point = points.find((each) => each.querySelector(".number").textContent.trim() === number);
    if (!point) return;
    event.preventDefault();
    window.location.hash = point.id;
  });
  const watching = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) if (entry.isIntersecting && document.activeElement !== slider) show(entry.target.dataset.position);
    },
    { rootMargin: "-25% 0px -70% 0px" },
  );
  for (const point of points) watching.observe(point);
}

// A tag shades its own evidence, and its window opens where there is room.
const thread = document.querySelector("article.thread");
const canHighlight = "highlights" in CSS;
thread.classList.toggle("exact", canHighlight);

function rangesOf(point, words) {
  const text = point.querySelector(".text");
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const nodes = [];
  let whole = "";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    nodes.push({ node, start: whole.length });
    whole += node.data;
  }
  const place = (offset) => {
    const last = nodes.findLast(({ start }) => start <= offset) ?? nodes[0];
    return [last.node, Math.min(offset - last.start, last.node.length)];
  };
  return words.flatMap(([near, quoted]) => {
    const pattern = quoted.trim().split(/\s+/u).map((word) => word.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&")).join("\\s*");
    const found = [...whole.matchAll(new RegExp(pattern, "gu"))].sort((one, other) => Math.abs(one.index - near) - Math.abs(other.index - near))[0];
    if (!found) return [];
    const range = document.createRange();
    range.setStart(...place(found.index));
    range.setEnd(...place(found.index + found[0].length - 1));
    range.setEnd(range.endContainer, range.endOffset + 1);
    return [range];
  });
}

function openTag(tagged) {
  const tag = tagged.querySelector(".tag");
  const why = tagged.querySelector(".why");
  why.classList.remove("above");
  const box = why.getBoundingClientRect();
  const room = document.querySelector(".rail").getBoundingClientRect().bottom;
  why.classList.toggle("above", box.bottom > window.innerHeight && tag.getBoundingClientRect().top - box.height > room);
  if (canHighlight && tag.dataset.words) CSS.highlights.set("evidence", new Highlight(...rangesOf(tag.closest(".point"), JSON.parse(tag.dataset.words))));
}

for (const name of ["pointerover", "focusin"]) {
  document.addEventListener(name, (event) => {
    const tagged = event.target.closest?.(".tagged");
    if (tagged && !tagged.contains(event.relatedTarget)) openTag(tagged);
  });
}
for (const name of ["pointerout", "focusout"]) {
  document.addEventListener(name, (event) => {
    const tagged = event.target.closest?.(".tagged");
    if (canHighlight && tagged && !tagged.contains(event.relatedTarget)) CSS.highlights.delete("evidence");
  });
}

// While the thread is worked on the page asks until that is over, then renews itself, unless something is being written.
async function waitForWork() {
  try {
    const answer = await fetch(`/threads/${thread.dataset.thread}/pending`);
    const writing = document.querySelector("dialog[open]") || document.activeElement?.matches("input, textarea, select");
    if (answer.status === 204 && !writing) {
      window.location.reload();
      return;
    }
  } catch {
    // No answer: the server may be starting again.
  }
  setTimeout(waitForWork, 1500);
}
if ("pending" in thread.dataset) waitForWork();

// The number's menu: what can be done with one point.
const menu = document.getElementById("number-menu");
if (menu) {
  const status = document.getElementById("decision-status");
  let point = null;
  const close = () => {
    menu.hidden = true;
  };
  const copy = async (text) => {
    await navigator.clipboard.writeText(text);
    status.textContent = menu.dataset.copied;
    close();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".number a");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) {
      if (!menu.contains(event.target)) close();
      return;
    }
    event.preventDefault();
    point = link.closest(".point");
    history.replaceState(null, "", link.hash);
    menu.querySelector("a.about").href = point.querySelector(".add-theme").href;
    menu.querySelector("a.cite").href = `${point.querySelector(".add-theme").href}#cite`;
    menu.hidden = false;
    const box = link.getBoundingClientRect();
    const above = box.bottom + menu.offsetHeight > window.innerHeight;
    menu.style.left = `${Math.max(8, box.left + scrollX)}px`;
    menu.style.top = `${(above ? box.top - menu.offsetHeight - 4 : box.bottom + 4) + scrollY}px`;
    menu.querySelector("button").focus();
  });
  menu.querySelector(".copy-link").addEventListener("click", () => copy(`${location.origin}${location.pathname}#${point.id}`));
  menu.querySelector(".copy-words").addEventListener("click", () => copy(`“${point.querySelector(".text").innerText.trim()}”`));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || menu.hidden) return;
    close();
    point?.querySelector(".number a").focus();
  });
}

// The Escape key hides a tooltip, since it may cover text.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.activeElement?.closest(".tagged")?.classList.add("quiet");
});
document.addEventListener("focusout", (event) => event.target.closest?.(".tagged")?.classList.remove("quiet"));
