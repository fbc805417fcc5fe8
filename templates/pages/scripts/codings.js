// Keys on the pages of a coding: they press the buttons and follow the links that name them. Turned off with those of threads.

const KEYS_SETTING = "threadsheet.keys";
const differences = [...document.querySelectorAll(".difference")];
const on = localStorage.getItem(KEYS_SETTING) !== "off";

for (const note of document.querySelectorAll(".keys-note")) note.hidden = !on;

// The difference that has the focus, else the one that the address names, else the first that is not settled.
function currentDifference() {
  const named = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  return document.activeElement?.closest(".difference") ?? named ?? differences.find((item) => !item.classList.contains("settled")) ?? differences[0];
}

function moveBy(step) {
  const next = differences[differences.indexOf(currentDifference()) + step];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "center" });
}

document.addEventListener("keydown", (event) => {
  if (!on || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input:not([type=checkbox]), textarea, select")) return;
  if (differences.length && (event.key === "j" || event.key === "k")) {
    event.preventDefault();
    moveBy(event.key === "j" ? 1 : -1);
    return;
  }
  const target = (differences.length ? currentDifference() : document)?.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  target.click();
});

// What was selected in the text last are the words of the theme that is ticked next: the click itself ends the selection.
let selected = "";

document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  if (document.getElementById("coded-text")?.contains(selection.anchorNode)) selected = selection.toString().trim() || selected;
});
document.addEventListener("change", (event) => {
  const isTheme = event.target.matches?.('input[name="theme"]') && event.target.checked;
  const words = isTheme ? document.getElementById(`words-${event.target.value}`) : null;
  if (words && !words.value) words.value = selected;
  if (words) selected = "";
});

// After a settlement the next difference that is open has the focus. The browser focuses the named one when all is loaded.
function focusNext() {
  const settled = currentDifference();
  const next = differences.slice(differences.indexOf(settled) + 1).find((item) => !item.classList.contains("settled"));
  (settled?.classList.contains("settled") && next ? next : settled)?.focus();
}
if (differences.length && location.hash) addEventListener("load", () => setTimeout(focusNext));
