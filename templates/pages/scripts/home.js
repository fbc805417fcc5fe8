// The home page: accepts dropped files, shows the name of the chosen file, lets the text box grow, and sends the form only once.

const form = document.querySelector("form.paste");
const text = form.elements.text;
const file = form.elements.file;
const chosen = form.querySelector(".chosen");
const send = form.querySelector("button.primary");
const sendLabel = send.textContent;

form.querySelector(".drop").hidden = false;

function showFile() {
  const selected = file.files[0];
  chosen.hidden = !selected;
  chosen.querySelector(".name").textContent = selected ? selected.name : "";
  form.classList.toggle("has-file", Boolean(selected));
}

file.addEventListener("change", showFile);
chosen.querySelector("button").addEventListener("click", () => {
  file.value = "";
  showFile();
  text.focus();
});

// Files can be dropped anywhere on the page; dragged text is left to the browser.
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
    const transfer = new DataTransfer();
    transfer.items.add(event.dataTransfer.files[0]);
    file.files = transfer.files;
    showFile();
    send.focus();
  }
});

// Browsers that support field-sizing let the box grow by themselves.
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

// After going back to this page, also from the browser's cache, the form still has its text and file and can be sent again.
window.addEventListener("pageshow", () => {
  delete form.dataset.sent;
  send.textContent = sendLabel;
  showFile();
});
