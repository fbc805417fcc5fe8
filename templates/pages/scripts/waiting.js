// A handout that is being made: ask until it is there, then become it.

const PAUSE = 1000; // ms

async function look() {
  try {
    const address = new URL(window.location.href);
    address.searchParams.set("wait", "20");
    const answer = await fetch(address, { method: "HEAD" });
    if (answer.status !== 202) {
      window.location.replace(window.location.href);
      return;
    }
  } catch {
    // No answer: the server may be starting again.
  }
  setTimeout(look, PAUSE);
}

look();
