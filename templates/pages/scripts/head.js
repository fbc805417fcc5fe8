// On every page: "/" goes to the field for searching, Keep opens the box where one is, the menu closes as menus do.

const field = document.getElementById("q");
const box = document.getElementById("keep-box");
const menu = document.querySelector("details.menu");

function focusSearch() {
  field.focus();
  field.select();
}

// Opens the box in a dialog; its form comes from the home page, which also shows it without this script.
async function openBox() {
  if (!box.querySelector("form.paste")) {
    const page = new DOMParser().parseFromString(await (await fetch("/", { headers: { Accept: "text/html" } })).text(), "text/html");
    const form = page.querySelector("form.paste");
    if (!form) throw new Error("no form");
    const close = Object.assign(document.createElement("button"), { type: "button", className: "plain close", textContent: box.dataset.close });
    close.addEventListener("click", () => box.close());
    box.replaceChildren(document.adoptNode(form), close);
    (await import("./keep.js")).start(form);
  }
  box.showModal();
  box.querySelector("#text").focus();
}

if (field) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    focusSearch();
  });
  document.querySelector(".bar .to-search").addEventListener("click", (event) => {
    event.preventDefault();
    window.scrollTo({ top: 0 });
    focusSearch();
  });
}

for (const link of document.querySelectorAll("a.keep")) {
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const here = document.querySelector("main form.paste #text");
    if (here) here.focus();
    else openBox().catch(() => window.location.assign(link.href));
  });
}

if (menu) {
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
