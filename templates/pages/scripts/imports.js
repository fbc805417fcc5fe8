// Renews what is shown of an import while it is not finished.
const PAUSE = 2000; // ms

async function renew() {
  const shown = document.getElementById("renewed");
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.ok && !shown.contains(document.activeElement)) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const renewed = page.getElementById("renewed");
      if (page.querySelector("form.choices") && !document.querySelector("form.choices")) location.reload();
      else if (renewed) shown.replaceWith(document.adoptNode(renewed));
    }
  } catch {
    // No answer: the server may be starting again.
  }
  wait();
}

function wait() {
  if (document.querySelector("#renewed[data-moving]")) setTimeout(renew, document.hidden ? 4 * PAUSE : PAUSE);
}

wait();
