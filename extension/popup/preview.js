// The list of the posts as they are collected, and what a person can choose before they are sent. Nothing of it is needed: without
// a choice everything is sent as soon as it is collected.
import { getMessage } from "../browser.js";
import { codebooks } from "../background/server.js";
import { change, settings } from "../background/settings.js";
import { byId, setVisible } from "./drawing.js";

const EDITIONS = ["annotated", "reading", "workshop"];
const left = new Set(); // ids of the posts that are not to be sent
let drawn = null;
let touched = () => {};

/** Prepares the choices; `onTouched()` is called when a person chooses something. */
export async function begin(onTouched) {
  touched = onTouched;
  const chosen = await settings();
  byId("review").checked = chosen.review;
  byId("snapshot").checked = chosen.snapshot;
  byId("labels").value = chosen.labels.join(", ");
  fill("edition", EDITIONS.map((id) => ({ id, name: getMessage(`edition_${id}`) })), chosen.edition);
  fill("codebook", [chosen.codebook].filter(Boolean).map((id) => ({ id, name: id })), chosen.codebook);
  for (const id of ["edition", "codebook", "labels", "snapshot"]) byId(id).addEventListener("change", () => remember().then(touched));
  byId("not-all").addEventListener("change", () => touched());
  byId("choices").addEventListener("toggle", () => byId("choices").open && fillCodebooks(chosen), { once: true });
}

async function fillCodebooks({ server }) {
  const offered = await codebooks(server);
  setVisible("codebook-row", offered.length > 0);
  if (offered.length) fill("codebook", offered, byId("codebook").value);
}

function fill(id, options, chosen) {
  const make = ({ id: value, name }) => new Option(name, value, false, value === chosen);
  byId(id).replaceChildren(new Option(getMessage("as_usual"), ""), ...options.map(make));
}

/** What is chosen goes with all that is sent from now on. */
const remember = () => change({ edition: byId("edition").value || null, codebook: byId("codebook").value || null, labels: labels(), snapshot: byId("snapshot").checked });

const labels = () => byId("labels").value.split(",").map((label) => label.trim()).filter(Boolean);

/** The choices for what is collected now. */
export function choices() {
  return { without: [...left], not_all: byId("not-all").checked, snapshot: byId("snapshot").checked };
}

/** What was sent is shown, and can no longer be changed. */
export function setSent(sent) {
  byId("preview").classList.toggle("sent", sent);
  for (const box of byId("posts").querySelectorAll("input")) box.disabled = sent;
}

/** Draws the posts: number, first words, marks of what else they have. */
export function drawPosts(list = []) {
  const content = JSON.stringify(list);
  if (content === drawn) return; // keeps the focus
  drawn = content;
  setVisible("preview", list.length > 0);
  const drawnLines = new Map([...byId("posts").children].map((line) => [line.dataset.content, line]));
  byId("posts").replaceChildren(...list.map((post, index) => drawnLines.get(JSON.stringify([index, post])) ?? entry(post, index)));
}

function entry(post, index) {
  const line = document.createElement("li");
  line.dataset.content = JSON.stringify([index, post]);
  const label = document.createElement("label");
  const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: !left.has(post.id) });
  box.addEventListener("change", () => {
    if (box.checked) left.delete(post.id);
    else left.add(post.id);
    touched();
  });
  label.append(box, part("number", `${index + 1}`), part("words", post.words || "…"));
  if (post.marks.length) label.append(part("marks", post.marks.map((mark) => getMessage(`mark_${mark}`)).join(", ")));
  line.append(label);
  return line;
}

function part(className, text) {
  return Object.assign(document.createElement("span"), { className, textContent: text });
}
