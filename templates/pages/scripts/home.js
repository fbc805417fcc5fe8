// The first page: a dropped file becomes the chosen one, its name is shown, the box grows, and a form is sent once.

const form = document.querySelector("form.paste");
const text = form.elements.text;
const file = form.elements.file;
const chosen = form.querySelector(".chosen");
const send = form.querySelector("button.primary");
const sendWords = send.textContent;

form.querySelector(".drop").hidden = false;

function show() {
  const picked = file.files[0];
  chosen.hidden = !picked;
  chosen.querySelector(".name").textContent = picked ? picked.name : "";
  form.classList.toggle("has-file", Boolean(picked));
}

file.addEventListener("change", show);
chosen.querySelector("button").addEventListener("click", () => {
  file.value = "";
  show();
  text.focus();
});

// Files are taken anywhere on the page; words that are dragged go where the browser puts them.
const carriesFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");

document.addEventListener("dragover", (event) => {
  if (carriesFiles(event)) {
    event.preventDefault();
    form.classList.add("dropping");
  }
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) form.classList.remove("dropping");
});
document.addEventListener("drop", (event) => {
  form.classList.remove("dropping");
  if (carriesFiles(event)) {
    event.preventDefault();
    const one = new DataTransfer();
    one.items.add(event.dataTransfer.files[0]);
    file.files = one.files;
    show();
    send.focus();
  }
});

// Browsers that know field-sizing grow the box by themselves.
if (!CSS.supports("field-sizing", "content")) {
  text.addEventListener("input", () => {
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight, window.innerHeight * 0.6)}px`;
  });
}

text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});

form.addEventListener("submit", (event) => {
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  send.textContent = send.dataset.sending;
});

// A page that comes back, from the browser's memory too, has its words and its file still, and can be sent again.
window.addEventListener("pageshow", () => {
  delete form.dataset.sent;
  send.textContent = sendWords;
  show();
});
