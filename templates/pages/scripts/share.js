// Sharing in a dialog on the thread's page. Without this script the link leads to a page that does the same.

const link = document.querySelector(".tools-bar a.share");
const box = document.getElementById("share-box");

async function show(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page.getElementById("main");
  if (!answer.ok || !main?.querySelector("form.share-form")) throw new Error("no form");
  main.querySelector(".eyebrow")?.remove();
  const close = Object.assign(document.createElement("button"), { type: "button", className: "plain close", textContent: box.dataset.close });
  close.addEventListener("click", () => box.close());
  box.replaceChildren(...[...main.childNodes].map((node) => document.adoptNode(node)), close);
}

if (link && box) {
  link.addEventListener("click", async (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    try {
      await show(await fetch(link.href, { headers: { Accept: "text/html" } }));
      box.showModal();
    } catch {
      window.location.assign(link.href);
    }
  });
  box.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new FormData(event.target, event.submitter);
    try {
      await show(await fetch(event.target.action, { method: "POST", body, headers: { Accept: "text/html" } }));
      box.querySelector('.share-list input[type="text"]')?.select();
    } catch {
      window.location.assign(link.href);
    }
  });
}
