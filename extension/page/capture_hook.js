// Complete capture (off unless chosen in the settings): runs among X's own scripts from the page's start and stores, in this
// page only, the answers about threads that the page itself requests. It sends no requests, and gives the answers only to the
// extension's own script after a click.
(() => {
  const ABOUT_THREADS = /\/i\/api\/graphql\/[^/]+\/TweetDetail\b/;
  const MAX_ANSWERS = 200;
  const answers = [];
  const requestUrls = new WeakMap();
  const { open, send } = XMLHttpRequest.prototype;

  XMLHttpRequest.prototype.open = function (method, url, ...rest) {
    requestUrls.set(this, String(url));
    return open.call(this, method, url, ...rest);
  };

  XMLHttpRequest.prototype.send = function (...body) {
    if (ABOUT_THREADS.test(requestUrls.get(this) ?? "")) this.addEventListener("load", storeAnswer);
    return send.apply(this, body);
  };

  function storeAnswer() {
    if (this.status !== 200 || answers.length >= MAX_ANSWERS) return;
    const text = this.responseType === "json" ? JSON.stringify(this.response) : this.responseType in { "": 1, text: 1 } ? this.responseText : null;
    if (text) answers.push(text);
  }

  document.addEventListener("threadsheet-request-answers", () => {
    document.dispatchEvent(new CustomEvent("threadsheet-answers", { detail: JSON.stringify(answers) }));
  });
})();
