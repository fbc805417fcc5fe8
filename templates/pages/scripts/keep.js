// The box for saving threads, on the home page and in the dialog of every other page: says what the text is taken for, accepts dropped
// files, shows their names, lets the box grow, and sends the form only once.

const PAUSE = 350; // ms without a key before the server is asked
const LONGEST = 200000; // characters that it is asked about

// Files can be dropped anywhere on the page; dragged text is left to the browser.
const carriesFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");

export function start(form) {
  const text = form.elements.text;
  const file = form.elements.file;
  const chosen = form.querySelector(".chosen");
  const send = form.querySelector("button.primary");
  const recognised = form.querySelector(".recognised");
  const sendLabel = send.textContent;
  let pause = 0;
  let sentence = recognised.textContent;

  form.querySelector(".drop").hidden = false;

  function filesText() {
    const count = file.files.length;
    if (!count || !text.value.trim()) return "";
    return count === 1 ? recognised.dataset.filesOne : recognised.dataset.files.replace("{}", count);
  }

  function showRecognised() {
    recognised.textContent = [sentence, filesText()].filter(Boolean).join(" ");
  }

  async function recognise() {
    const asked = text.value;
    const body = new FormData();
    body.set("text", asked.slice(0, LONGEST));
    body.set("csrf_token", form.elements.csrf_token.value);
    try {
      const answer = asked.trim() ? await fetch("/recognise", { method: "POST", body }) : null;
      if (text.value !== asked) return;
      sentence = answer?.ok ? await answer.text() : "";
      showRecognised();
    } catch {
      // No answer: the form can be sent all the same.
    }
  }

  function showFiles() {
    const names = [...file.files].map((each) => each.name);
    chosen.hidden = !names.length;
    chosen.querySelector(".name").textContent = names.join(", ");
    form.classList.toggle("has-file", names.length > 0);
    showRecognised();
  }

  file.addEventListener("change", showFiles);
  chosen.querySelector("button").addEventListener("click", () => {
    file.value = "";
    showFiles();
    text.focus();
  });

  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    form.classList.add("dropping");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    form.classList.remove("dropping");
    if (!carriesFiles(event)) return;
    event.preventDefault();
    const transfer = new DataTransfer();
    for (const dropped of [...file.files, ...event.dataTransfer.files]) transfer.items.add(dropped);
    file.files = transfer.files;
    showFiles();
    send.focus();
  });

  text.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(recognise, PAUSE);
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(send);
  });

  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    send.textContent = send.dataset.sending;
  });

  // After going back to this page, also from the browser's cache, the form still has its text and files and can be sent again.
  window.addEventListener("pageshow", () => {
    delete form.dataset.sent;
    send.textContent = sendLabel;
    showFiles();
    if (text.value.trim() && !sentence) recognise();
  });
}
