// The link of a collecting page with the background script. What was collected so far is kept there while collecting goes on, so
// that a closed tab loses nothing. Injected; under `threadsheet.hand_over`.
(globalThis.threadsheet ??= {}).hand_over = (() => {
  const api = globalThis.browser ?? chrome;
  const RETRY_MS = [200, 1000, 3000, 10_000, 30_000];
  const KEEP_MS = 1000; // how often what was collected is kept at most
  const ALIVE_MS = 10_000; // how often the page tells that it is there
  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  async function send(to, message) {
    try {
      return await api.runtime.sendMessage({ to, ...message });
    } catch {
      return null; // nobody listens: the popup is closed, or the background script is just starting
    }
  }

  class Link {
    #port = null;
    #kept = -Infinity;
    #ended = false;
    #last = null;
    #timer = null;

    constructor(id, state) {
      Object.assign(this, { id, state });
      this.#connect();
      this.#timer = setInterval(() => this.#post({ kind: "alive" }), ALIVE_MS);
    }

    /** The background script may be stopped at any time; a message starts it again. */
    #connect() {
      if (this.#ended) return;
      try {
        this.#port = api.runtime.connect({ name: `collecting ${this.id}` });
        this.#port.onDisconnect.addListener(() => setTimeout(() => this.#connect(), RETRY_MS[0]));
        if (this.#last) this.#post(this.#last);
      } catch {
        clearInterval(this.#timer); // the extension was removed or updated
      }
    }

    #post(message) {
      try {
        this.#port?.postMessage({ id: this.id, ...message });
      } catch {
        this.#port = null; // it is connected again in a moment
      }
    }

    /** Tells the popup how far it is. */
    tell(state) {
      send("popup", { kind: "progress", ...state });
      if (state.ended) this.#end();
    }

    /** Keeps what `make()` gives, `{body, about}`; not more often than once a second unless it is `final`. */
    keep(make, final = false) {
      if (!final && performance.now() - this.#kept < KEEP_MS) return;
      this.#kept = performance.now();
      const { body, about } = make();
      if (!about.posts) return;
      this.#last = { kind: "partial", about, body: JSON.stringify(body) };
      this.#post(this.#last);
    }

    /** Gives a submission to the background script. Repeats until that confirms that it was stored: it may just be starting. */
    async deliver(body, about) {
      const json = JSON.stringify(body);
      for (const wait of RETRY_MS) {
        const answer = await send("background", { kind: "collected", id: this.id, about, body: json });
        if (answer?.stored === this.id) return this.tell(Object.assign(this.state, { ended: true, stored: true, ...about }));
        await pause(wait);
      }
      return this.tell(Object.assign(this.state, { ended: true, failed: "not_stored" }));
    }

    /** Nothing is to be sent. */
    discard() {
      send("background", { kind: "discard", id: this.id });
      this.#end();
    }

    #end() {
      this.#ended = true;
      clearInterval(this.#timer);
      setTimeout(() => this.#port?.disconnect(), RETRY_MS[1]);
    }
  }

  return { open: (id, state) => new Link(id, state) };
})();
