// The home page: its box, and the lists below it, which are renewed while something is under way.
import { start } from "./keep.js";

const PAUSE = 2000; // ms
const lists = document.getElementById("lists");

start(document.querySelector("main form.paste"));

async function renew() {
  try {
    const answer = await fetch("/under-way", { headers: { Accept: "text/html" } });
    if (answer.ok && !lists.contains(document.activeElement)) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      lists.replaceChildren(...[...page.body.childNodes].map((node) => document.adoptNode(node)));
    }
  } catch {
    // No answer: the server may be starting again.
  }
  wait();
}

function wait() {
  if (lists.querySelector("[data-moving]")) setTimeout(renew, document.hidden ? 4 * PAUSE : PAUSE);
}

wait();
