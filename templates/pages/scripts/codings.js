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

// What is selected in the text when a theme is ticked are its words.
document.addEventListener("change", (event) => {
  const words = event.target.matches?.('input[name="theme"]') && event.target.checked && document.getElementById(`words-${event.target.value}`);
  const selection = document.getSelection();
  const text = document.getElementById("coded-text");
  if (words && !words.value && selection.rangeCount && text?.contains(selection.anchorNode)) words.value = selection.toString().trim();
});

// After a settlement the next difference that is open has the focus.
if (differences.length && location.hash) {
  const settled = currentDifference();
  const next = differences.slice(differences.indexOf(settled) + 1).find((item) => !item.classList.contains("settled"));
  (settled?.classList.contains("settled") && next ? next : settled)?.focus();
}
