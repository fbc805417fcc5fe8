// Live progress: server-sent events, and polling when they do not come. The page that stands is right without any of it.

const page = document.querySelector("article.progress");
const address = `/api/v1/submissions/${page.dataset.submission}`;
const ENDED = ["done", "failed", "cancelled"];
const PAUSE = 1500; // ms between two questions when there are no events
const SILENCE = 20000; // ms without a word before the page says so

let events = null;
let polling = 0;
let silence = 0;

function show(submission) {
  listenAgain();
  if (ENDED.includes(submission.state)) {
    leave(submission);
    return;
  }
  const steps = [...page.querySelectorAll(".steps li")];
  const now = steps.findIndex((step) => step.dataset.step === submission.state);
  if (now < 0 || page.dataset.state === submission.state) {
    tell(submission.progress.detail);
    return;
  }
  page.dataset.state = submission.state;
  steps.forEach((step, place) => {
    step.dataset.state = place < now ? "done" : place === now ? "now" : "ahead";
    step.toggleAttribute("aria-current", false);
    if (place === now) step.setAttribute("aria-current", "step");
  });
  const { title, says } = steps[now].dataset;
  page.querySelector("h1").textContent = title;
  document.title = document.title.replace(/^.*? · /, `${title} · `);
  tell(submission.progress.detail || says);
}

function tell(sentence) {
  const says = page.querySelector(".says");
  if (sentence && says.textContent !== sentence) says.textContent = sentence;
}

// What has ended is shown by the server, with what can be done about it; the page that waited is not kept in the history.
function leave(submission) {
  stop();
  if (submission.state === "done" && submission.thread_url) window.location.replace(submission.thread_url);
  else window.location.reload();
}

function listenAgain() {
  page.querySelector(".slow").hidden = true;
  clearTimeout(silence);
  silence = setTimeout(() => {
    page.querySelector(".slow").hidden = false;
  }, SILENCE);
}

function stop() {
  clearTimeout(polling);
  clearTimeout(silence);
  events.close();
}

async function ask() {
  clearTimeout(polling);
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    // Deleted, or the login has ended: the server's own page says which.
    if (answer.status === 404 || answer.status === 401) window.location.reload();
    if (answer.ok) show(await answer.json());
  } catch {
    // No answer: the server may be starting again.
  }
  if (events.readyState === EventSource.CLOSED && !ENDED.includes(page.dataset.state)) polling = setTimeout(ask, PAUSE);
}

function start() {
  events = new EventSource(`${address}/events`);
  events.addEventListener("state", (event) => show(JSON.parse(event.data)));
  // A stream that breaks is opened again by the browser; one that was refused is not, and then the page asks by itself.
  events.addEventListener("error", ask);
  window.addEventListener("pagehide", stop);
  listenAgain();
}

if (page.dataset.onward) window.location.replace(page.dataset.onward);
else start();
