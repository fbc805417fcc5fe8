// The few things the popup does to its own page.
const MOST_CELLS = 120;

export const byId = (id) => document.getElementById(id);

/** Set a text only when it changes, so that a screen reader says it once. */
export function put(id, text) {
  if (byId(id).textContent !== text) byId(id).textContent = text;
}

export function show(id, shown) {
  byId(id).hidden = !shown;
}

/** The strip: a cell a post, filled once they are kept, dashed for what is known to be missing. */
export function drawStrip(posts, missing = 0, kept = false) {
  const cells = Array.from({ length: Math.min(posts + missing, MOST_CELLS) }, (_, index) => {
    const cell = document.createElement("i");
    cell.className = index >= posts ? "missing" : kept ? "kept" : "";
    return cell;
  });
  byId("strip").replaceChildren(...cells);
}
