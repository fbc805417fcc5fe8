// What people say of themes: the same forms that work without this, sent without leaving the page; keys; words that are selected.

const say = document.getElementById("say");
const told = document.getElementById("told");
const theming = document.getElementById("theming");
const keys = document.getElementById("keys");
const keysOn = document.getElementById("keys-on");
const fromWords = document.getElementById("from-words");
const SWITCH = "threadsheet.keys";

// The server counts code points, JavaScript halves of pairs.
const codePoints = (text, index) => [...text.slice(0, index)].length;
const pointAt = (node) => (node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement)?.closest(".point");

function here() {
  const focused = document.activeElement?.closest(".point");
  if (focused) return focused;
  const line = document.querySelector(".rail")?.getBoundingClientRect().bottom ?? 0;
  return [...document.querySelectorAll(".point")].find((point) => point.getBoundingClientRect().bottom > line + 40);
}

// Send a form, and take over what the page that comes back says of the point, the strip and the counts.
async function send(form, button) {
  const body = new FormData(form, button);
  const position = (button?.value ?? "").split(" ")[1];
  const name = (button?.value ?? "").split(" ")[2] ?? body.get("theme");
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(`point-${position}`);
  const old = document.getElementById(`point-${position}`);
  if (!answer.ok || !fresh || !old) {
    location.reload();
    return;
  }
  old.replaceWith(document.adoptNode(fresh));
  takeOver(page);
  told.textContent = [...page.querySelectorAll(".notice[role=status]")].map((each) => each.textContent.trim()).join(" ");
  (fresh.querySelector(`.tag[data-tag="${CSS.escape(name ?? "")}"]`) ?? fresh.querySelector(".tag, .add-theme")).focus();
  fresh.querySelector(".tagged:focus-within")?.classList.add("quiet");
}

function takeOver(page) {
  const legend = page.querySelector(".legend");
  if (legend) document.querySelector(".legend")?.replaceWith(document.adoptNode(legend));
  for (const bead of document.querySelectorAll(".rail a")) {
    const fresh = page.querySelector(`.rail a[href="${bead.getAttribute("href")}"]`);
    if (fresh && fresh.innerHTML !== bead.innerHTML) bead.replaceChildren(...[...fresh.childNodes].map((each) => document.adoptNode(each)));
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form !== say && form.id !== "say-here") return;
  event.preventDefault();
  theming.close();
  send(form, event.submitter).catch(() => location.reload());
});

// The window for adding a theme is the form of the point's own page.
async function openTheming(point, words) {
  const address = point.querySelector(".add-theme").href;
  const page = new DOMParser().parseFromString(await (await fetch(address, { headers: { Accept: "text/html" } })).text(), "text/html");
  const form = page.getElementById("say-here");
  theming.replaceChildren(document.adoptNode(form));
  const whole = form.querySelector("#whole");
  const marked = form.querySelector("#words");
  form.querySelector(".close").hidden = false;
  form.querySelector(".close").addEventListener("click", () => theming.close());
  // A field that only reads has no cursor that keys can move: this one has, and lets nothing be typed.
  whole.readOnly = false;
  whole.setAttribute("aria-readonly", "true");
  whole.addEventListener("beforeinput", (event) => event.preventDefault());
  const take = () => {
    if (whole.selectionStart === whole.selectionEnd) return;
    marked.value = whole.value.slice(whole.selectionStart, whole.selectionEnd).trim();
    form.elements.start.value = codePoints(whole.value, whole.selectionStart);
  };
  for (const name of ["select", "keyup", "mouseup"]) whole.addEventListener(name, take);
  marked.addEventListener("input", () => { form.elements.start.value = ""; });
  theming.showModal();
  if (words) choose(whole, words, take);
  form.querySelector("#theme").focus();
}

// What was selected on the page, selected again in the field: of several places the one that is as far into the text.
function choose(whole, words, take) {
  const pattern = words.text.trim().split(/\s+/u).map((word) => word.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&")).join("\\s+");
  const found = [...whole.value.matchAll(new RegExp(pattern, "gu"))];
  const nearest = found.sort((one, other) => Math.abs(one.index - words.before) - Math.abs(other.index - words.before))[0];
  if (!nearest) return;
  whole.setSelectionRange(nearest.index, nearest.index + nearest[0].length);
  take();
}

function selected() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed || !selection.toString().trim()) return null;
  const range = selection.getRangeAt(0);
  const point = pointAt(range.startContainer);
  const text = point?.querySelector(".text");
  if (!text?.contains(range.startContainer) || !text.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(range.startContainer, range.startOffset);
  return { point, text: selection.toString(), before: before.toString().length, box: range.getBoundingClientRect() };
}

document.addEventListener("selectionchange", () => {
  const words = theming.open ? null : selected();
  fromWords.hidden = !words;
  if (!words) return;
  fromWords.style.left = `${Math.max(8, Math.min(words.box.left + scrollX, document.documentElement.clientWidth - 190))}px`;
  fromWords.style.top = `${words.box.bottom + scrollY + 6}px`;
});
fromWords.addEventListener("mousedown", (event) => event.preventDefault());
fromWords.addEventListener("click", () => {
  const words = selected();
  if (words) openTheming(words.point, words);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a.add-theme");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  openTheming(link.closest(".point")).catch(() => location.assign(link.href));
});

// Keys. They can be switched off, because those who speak to their browser type single letters without wanting to.
keysOn.checked = localStorage.getItem(SWITCH) !== "off";
keysOn.addEventListener("change", () => localStorage.setItem(SWITCH, keysOn.checked ? "on" : "off"));

const showKeys = document.getElementById("show-keys");
showKeys.hidden = false;
showKeys.addEventListener("click", () => keys.showModal());

function step(by) {
  const points = [...document.querySelectorAll(".point")];
  const next = points[Math.max(0, Math.min(points.length - 1, points.indexOf(here()) + by))];
  (next?.querySelector(".tag") ?? next?.querySelector(".number a"))?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function press(point, verbs) {
  const tagged = document.activeElement?.closest(".tagged") ?? point;
  const buttons = [...(tagged?.querySelectorAll('button[name="do"]') ?? [])];
  buttons.find((button) => verbs.includes(button.value.split(" ")[0]))?.click();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  a: () => press(here(), ["accept"]),
  x: () => press(here(), ["reject", "remove"]),
  u: () => here()?.querySelector(".take-back")?.click(),
  t: () => {
    const words = selected();
    const point = words?.point ?? here();
    if (point) openTheming(point, words);
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest?.("input, textarea, select")) return;
  if (event.key === "?") {
    event.preventDefault();
    keys.showModal();
  } else if (keysOn.checked && Object.hasOwn(KEYS, event.key)) {
    event.preventDefault();
    KEYS[event.key]();
  }
});
