// Loads the preview of a handout again after each change of its form. Without this script a button does.

const PAUSE = 400; // ms without a change
const VIEW = "#page=1&view=Fit&toolbar=0&navpanes=0";
const form = document.querySelector(".handout-form");
const frame = document.querySelector(".preview iframe");
const link = document.querySelector(".open-preview");
let timer = 0;

function query() {
  const chosen = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) chosen.set(name, value);
  if (chosen.get("edition") === "workshop" && !chosen.has("part")) chosen.set("part", "sheet");
  chosen.set("wait", "20");
  return chosen;
}

function previewAddress() {
  return `${form.dataset.preview}?${query()}`;
}

async function renew() {
  const address = previewAddress();
  const answer = await fetch(address, { method: "HEAD", headers: { Accept: "application/json" } });
  for (const field of form.elements) if (field.name === "points") field.setAttribute("aria-invalid", String(answer.status === 400));
  if (!answer.ok || address !== previewAddress()) return; // another choice was made meanwhile
  frame.src = link.href = address + VIEW;
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(() => renew().catch(() => {}), PAUSE);
}

if (form && frame) {
  form.addEventListener("input", later);
  form.querySelector(".renew button").hidden = true;
}
