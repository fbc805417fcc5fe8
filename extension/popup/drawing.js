// Functions that change the popup's page.
const MAX_CELLS = 120;

export const byId = (id) => document.getElementById(id);

/** Sets a text only when it changes, so that a screen reader reads it once. */
export function setText(id, text) {
  if (byId(id).textContent !== text) byId(id).textContent = text;
}

export function setVisible(id, visible) {
  byId(id).hidden = !visible;
}

export function showTrouble(text) {
  setText("trouble", text);
  setVisible("trouble", text !== "");
}

/** Draws the strip: a cell per post, filled once the thread is saved, dashed for posts that are missing. */
export function drawStrip(posts, missing = 0, saved = false) {
  const cells = Array.from({ length: Math.min(posts + missing, MAX_CELLS) }, (_, index) => {
    const cell = document.createElement("i");
    cell.className = index >= posts ? "missing" : saved ? "saved" : "";
    return cell;
  });
  byId("strip").replaceChildren(...cells);
}
