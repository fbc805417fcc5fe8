// Complete capture, chosen in the settings and off without that choice: runs among X's own scripts from the page's start and
// keeps, in this page only, the answers about threads that the page itself asks for. It asks for nothing, and tells nobody
// but our own script after a click.
(() => {
  const ABOUT_THREADS = /\/i\/api\/graphql\/[^/]+\/TweetDetail\b/;
  const MOST = 200; // answers
  const kept = [];
  const asked = new WeakMap();
  const { open, send } = XMLHttpRequest.prototype;

  XMLHttpRequest.prototype.open = function (method, url, ...rest) {
    asked.set(this, String(url));
    return open.call(this, method, url, ...rest);
  };

  XMLHttpRequest.prototype.send = function (...body) {
    if (ABOUT_THREADS.test(asked.get(this) ?? "")) this.addEventListener("load", keep);
    return send.apply(this, body);
  };

  function keep() {
    if (this.status !== 200 || kept.length >= MOST) return;
    const text = this.responseType === "json" ? JSON.stringify(this.response) : this.responseType in { "": 1, text: 1 } ? this.responseText : null;
    if (text) kept.push(text);
  }

  document.addEventListener("threadsheet-ask", () => {
    document.dispatchEvent(new CustomEvent("threadsheet-heard", { detail: JSON.stringify(kept) }));
  });
})();
