// Live progress by server-sent events, or by polling when they are not available. The page is correct without this script.

const page = document.querySelector("article.progress");
const address = `/api/v1/submissions/${page.dataset.submission}`;
const ENDED = ["done", "failed", "cancelled"];
const PAUSE = 1500; // ms between two requests when polling
const SILENCE = 20000; // ms without an answer before the page says so

let events = null;
let polling = 0;
let silence = 0;

function show(submission) {
  restartSilenceTimer();
  if (ENDED.includes(submission.state)) {
    showResult(submission);
    return;
  }
  const steps = [...page.querySelectorAll(".steps li")];
  const now = steps.findIndex((step) => step.dataset.step === submission.state);
  if (now < 0 || page.dataset.state === submission.state) {
    showSentence(submission.progress.detail);
    return;
  }
  page.dataset.state = submission.state;
  steps.forEach((step, place) => {
    step.dataset.state = place < now ? "done" : place === now ? "now" : "ahead";
    step.toggleAttribute("aria-current", false);
    if (place === now) step.setAttribute("aria-current", "step");
  });
  const { title, sentence } = steps[now].dataset;
  page.querySelector("h1").textContent = title;
  document.title = document.title.replace(/^.*? · /, `${title} · `);
  showSentence(submission.progress.detail || sentence);
}

function showSentence(sentence) {
  const status = page.querySelector(".says");
  if (sentence && status.textContent !== sentence) status.textContent = sentence;
}

// Shows the page for the final state. The page that waited is replaced in the history.
function showResult(submission) {
  stop();
  if (submission.state === "done" && submission.thread_url) window.location.replace(submission.thread_url);
  else window.location.reload();
}

function restartSilenceTimer() {
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

async function poll() {
  clearTimeout(polling);
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    // Deleted, or the login has ended: the server's own page says which.
    if (answer.status === 404 || answer.status === 401) window.location.reload();
    if (answer.ok) show(await answer.json());
  } catch {
    // No answer: the server may be starting again.
  }
  if (events.readyState === EventSource.CLOSED && !ENDED.includes(page.dataset.state)) polling = setTimeout(poll, PAUSE);
}

function start() {
  events = new EventSource(`${address}/events`);
  events.addEventListener("state", (event) => show(JSON.parse(event.data)));
  // The browser reopens a stream that broke, but not one that was refused; then the page polls.
  events.addEventListener("error", poll);
  window.addEventListener("pagehide", stop);
  restartSilenceTimer();
}

if (page.dataset.threadPath) window.location.replace(page.dataset.threadPath);
else start();
