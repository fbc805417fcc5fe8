// The library: ticking many rows at once, and saying how many are ticked. Without it each row is ticked by itself.
const list = document.querySelector(".shelf-list");

if (list) {
  const boxes = [...list.querySelectorAll('.tick input[name="thread"]')];
  const ticked = list.querySelector(".ticked");
  let last = null;

  const show = () => {
    const count = boxes.filter((box) => box.checked).length;
    ticked.textContent = count ? String(count) : "";
  };

  list.addEventListener("click", (event) => {
    const at = boxes.indexOf(event.target);
    if (at < 0) return;
    if (event.shiftKey && last !== null) {
      const [from, to] = [Math.min(at, last), Math.max(at, last)];
      for (const box of boxes.slice(from, to + 1)) box.checked = event.target.checked;
    }
    last = at;
    show();
  });
  show();
}

// One menu at a time, closed by Escape.
const menus = [...document.querySelectorAll(".tools details")];
for (const menu of menus) {
  menu.addEventListener("toggle", () => {
    if (menu.open) for (const other of menus) if (other !== menu) other.open = false;
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus.filter((menu) => menu.open)) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
