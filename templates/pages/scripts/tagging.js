// Decisions on themes without leaving the page (the same forms work without this script), keyboard shortcuts, and themes for selected
// words.

const decisions = document.getElementById("decisions");
const status = document.getElementById("decision-status");
const dialog = document.getElementById("theming");
const keys = document.getElementById("keys");
const keysOn = document.getElementById("keys-on");
const fromWords = document.getElementById("from-words");
const KEYS_SETTING = "threadsheet.keys";

// The server counts code points, JavaScript UTF-16 units.
const codePoints = (text, index) => [...text.slice(0, index)].length;
const pointAt = (node) => (node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement)?.closest(".point");

function currentPoint() {
  const focused = document.activeElement?.closest(".point");
  if (focused) return focused;
  const line = document.querySelector(".rail")?.getBoundingClientRect().bottom ?? 0;
  return [...document.querySelectorAll(".point")].find((point) => point.getBoundingClientRect().bottom > line + 40);
}

// Sends a form and updates the point, the strip and the counts from the page that the server answers with.
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
  updateCounts(page);
  status.textContent = [...page.querySelectorAll(".notice[role=status]")].map((notice) => notice.textContent.trim()).join(" ");
  (fresh.querySelector(`.tag[data-tag="${CSS.escape(name ?? "")}"]`) ?? fresh.querySelector(".tag, .add-theme")).focus();
  fresh.querySelector(".tagged:focus-within")?.classList.add("quiet");
}

function updateCounts(page) {
  const legend = page.querySelector(".legend");
  if (legend) document.querySelector(".legend")?.replaceWith(document.adoptNode(legend));
  const row = page.querySelector(".scrubber svg");
  if (row) document.querySelector(".scrubber svg")?.replaceWith(document.adoptNode(row));
  for (const bead of document.querySelectorAll(".rail nav a")) {
    const fresh = page.querySelector(`.rail nav a[href="${bead.getAttribute("href")}"]`);
    if (fresh && fresh.innerHTML !== bead.innerHTML) bead.replaceChildren(...[...fresh.childNodes].map((node) => document.adoptNode(node)));
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if ((form !== decisions && form.id !== "decision-form") || event.submitter?.hasAttribute("formaction")) return;
  event.preventDefault();
  dialog.close();
  send(form, event.submitter).catch(() => location.reload());
});

// Opens the dialog for adding a theme, with the form of the point's own page.
async function openThemeDialog(point, words) {
  const address = point.querySelector(".add-theme").href;
  const page = new DOMParser().parseFromString(await (await fetch(address, { headers: { Accept: "text/html" } })).text(), "text/html");
  const form = page.getElementById("decision-form");
  dialog.replaceChildren(document.adoptNode(form));
  const pointText = form.querySelector("#point-text");
  const marked = form.querySelector("#words");
  form.querySelector(".close").hidden = false;
  form.querySelector(".close").addEventListener("click", () => dialog.close());
  // A read-only field has no cursor that keys can move. This field has one, but ignores what is typed.
  pointText.readOnly = false;
  pointText.setAttribute("aria-readonly", "true");
  pointText.addEventListener("beforeinput", (event) => event.preventDefault());
  const copySelection = () => {
    if (pointText.selectionStart === pointText.selectionEnd) return;
    marked.value = pointText.value.slice(pointText.selectionStart, pointText.selectionEnd).trim();
    form.elements.start.value = codePoints(pointText.value, pointText.selectionStart);
  };
  for (const name of ["select", "keyup", "mouseup"]) pointText.addEventListener(name, copySelection);
  marked.addEventListener("input", () => { form.elements.start.value = ""; });
  dialog.showModal();
  if (words) selectWords(pointText, words, copySelection);
  form.querySelector("#theme").focus();
}

// Selects in the field what was selected on the page; of several occurrences the one nearest to the same distance from the beginning.
function selectWords(pointText, words, copySelection) {
  const pattern = words.text.trim().split(/\s+/u).map((word) => word.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&")).join("\\s+");
  const matches = [...pointText.value.matchAll(new RegExp(pattern, "gu"))];
  const nearest = matches.sort((one, other) => Math.abs(one.index - words.before) - Math.abs(other.index - words.before))[0];
  if (!nearest) return;
  pointText.setSelectionRange(nearest.index, nearest.index + nearest[0].length);
  copySelection();
}

function selectedWords() {
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
  const words = dialog.open ? null : selectedWords();
  fromWords.hidden = !words;
  if (!words) return;
  const below = words.box.bottom + 44 < window.innerHeight;
  fromWords.style.left = `${Math.max(8, Math.min(words.box.left + scrollX, document.documentElement.clientWidth - 190))}px`;
  fromWords.style.top = `${(below ? words.box.bottom + 6 : words.box.top - 40) + scrollY}px`;
});
fromWords.addEventListener("mousedown", (event) => event.preventDefault());
fromWords.addEventListener("click", () => {
  const words = selectedWords();
  if (words) openThemeDialog(words.point, words);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a.add-theme");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  openThemeDialog(link.closest(".point")).catch(() => location.assign(link.href));
});

// Keyboard shortcuts. They can be switched off, because speech input can type single letters by mistake.
keysOn.checked = localStorage.getItem(KEYS_SETTING) !== "off";
keysOn.addEventListener("change", () => localStorage.setItem(KEYS_SETTING, keysOn.checked ? "on" : "off"));

const showKeys = document.getElementById("show-keys");
showKeys.hidden = false;
showKeys.addEventListener("click", () => keys.showModal());

function moveBy(count) {
  const points = [...document.querySelectorAll(".point")];
  const next = points[Math.max(0, Math.min(points.length - 1, points.indexOf(currentPoint()) + count))];
  (next?.querySelector(".tag") ?? next?.querySelector(".number a"))?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

// The next point with a suggestion that nobody has answered; after the last one the first.
function moveToUndecided() {
  const points = [...document.querySelectorAll(".point")];
  const here = points.indexOf(currentPoint());
  const open = points.filter((point) => point.querySelector('.tag[data-by="model"]'));
  const next = open.find((point) => points.indexOf(point) > here) ?? open[0];
  next?.scrollIntoView({ block: "center" });
  next?.querySelector('.tag[data-by="model"]').focus({ preventScroll: true });
}

function pressButton(point, verbs) {
  const tagged = document.activeElement?.closest(".tagged") ?? point;
  const buttons = [...(tagged?.querySelectorAll('button[name="do"]') ?? [])];
  buttons.find((button) => verbs.includes(button.value.split(" ")[0]))?.click();
}

const KEYS = {
  j: () => moveBy(1),
  k: () => moveBy(-1),
  n: () => moveToUndecided(),
  a: () => pressButton(currentPoint(), ["accept"]),
  x: () => pressButton(currentPoint(), ["reject", "remove"]),
  u: () => currentPoint()?.querySelector(".take-back")?.click(),
  t: () => {
    const words = selectedWords();
    const point = words?.point ?? currentPoint();
    if (point) openThemeDialog(point, words);
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
