// Finds the lines that some sites draw from one post of a thread to the next, by their shape: thin, tall, without text, in the
// column of the author's picture. Injected; its function is `threadsheet.lines`.
(globalThis.threadsheet ??= {}).lines = (() => {
  const MAX_WIDTH = 4; // CSS pixels; the lines of X and Bluesky are 2 wide
  const MIN_HEIGHT = 3;

  /** `{up, down}`: whether a line joins `row` to the one above and the one below its `avatar`. */
  function lines(row, avatar) {
    if (!avatar) return { up: false, down: false };
    const column = avatar.getBoundingClientRect();
    const empty = [...row.querySelectorAll("div:empty")].map((bar) => [bar, bar.getBoundingClientRect()]);
    const bars = empty.filter(([bar, box]) => isLine(bar, box) && box.left >= column.left && box.right <= column.right);
    const middle = column.top + column.height / 2;
    return { up: bars.some(([, box]) => box.bottom <= middle), down: bars.some(([, box]) => box.top >= middle) };
  }

  function isLine(bar, box) {
    if (box.width <= 0 || box.width > MAX_WIDTH || box.height < MIN_HEIGHT) return false;
    const colour = getComputedStyle(bar).backgroundColor;
    return colour !== "transparent" && !/,\s*0\)$/.test(colour);
  }

  return lines;
})();
