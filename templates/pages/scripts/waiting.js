// Waits for a handout: asks the server until the file is ready, then opens it.

const PAUSE = 1000; // ms

async function poll() {
  try {
    const address = new URL(window.location.href);
    address.searchParams.set("wait", "20");
    const answer = await fetch(address, { method: "HEAD" });
    if (answer.status !== 202) {
      openFile();
      return;
    }
  } catch {
    // No answer: the server may be starting again.
  }
  setTimeout(poll, PAUSE);
}

// When the browser saves the file instead of showing it, this page stays open and says that the handout is ready.
function openFile() {
  const status = document.querySelector("[data-ready]");
  status.textContent = status.dataset.ready;
  document.querySelector(".onward[hidden]").hidden = false;
  window.location.replace(window.location.href);
}

poll();
