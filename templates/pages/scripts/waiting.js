// A handout that is being made: ask until it is there, then become it.

const PAUSE = 1000; // ms

async function look() {
  try {
    const address = new URL(window.location.href);
    address.searchParams.set("wait", "20");
    const answer = await fetch(address, { method: "HEAD" });
    if (answer.status !== 202) {
      become();
      return;
    }
  } catch {
    // No answer: the server may be starting again.
  }
  setTimeout(look, PAUSE);
}

// A file that is saved leaves this page standing, so it says what became of it.
function become() {
  const says = document.querySelector("[data-made]");
  says.textContent = says.dataset.made;
  document.querySelector(".onward[hidden]").hidden = false;
  window.location.replace(window.location.href);
}

look();
