// The HTML of a page as a person sees it, to be kept: without scripts, without what was typed, without keys of the session, with
// what stands in shadow trees. Injected; its function is `threadsheet.snapshot`.
(globalThis.threadsheet ??= {}).snapshot = (() => {
  const api = globalThis.browser ?? chrome;
  const DROPPED = "script, noscript, template, object, embed, applet, base, input[type='hidden'], input[type='password'], meta[http-equiv], link[rel~='preload'], link[rel~='modulepreload'], link[rel~='prefetch'], link[rel~='preconnect'], link[rel~='dns-prefetch'], link[rel~='manifest'], link[rel~='import']";
  const TYPED = "input, textarea, select, [contenteditable]:not([contenteditable='false']), [role='textbox']";
  const SECRET = /token|csrf|xsrf|nonce|session|secret|signature|password|api-?key|verification|\bauth(?!or)/i;
  const ADDRESSES = ["href", "src", "poster", "action", "data", "cite", "xlink:href"];
  const VOID = new Set("area base br col embed hr img input link meta source track wbr".split(" "));
  const RAW = new Set(["style"]);
  const MAX_STYLES = 2_000_000; // characters
  const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\u00a0": "&nbsp;" };

  const escape = (text) => text.replace(/[&<>"\u00a0]/g, (character) => ESCAPES[character]);

  function shadowOf(element) {
    try {
      return element.shadowRoot ?? element.openOrClosedShadowRoot ?? api.dom?.openOrClosedShadowRoot?.(element) ?? null;
    } catch {
      return null;
    }
  }

  /** The page as HTML. `keeps(script)` tells which scripts are data that the server reads. */
  function snapshot(page = document, keeps = () => false) {
    const parts = [];
    const write = (text) => parts.push(text);

    function node(item, hidden) {
      if (item.nodeType === Node.TEXT_NODE) write(hidden ? "" : escape(item.data));
      else if (item.nodeType === Node.ELEMENT_NODE) element(item, hidden);
    }

    function element(item, hidden) {
      const name = item.localName;
      if (name === "script" && keeps(item)) return data(item);
      if (item.matches(DROPPED) || isSecretMeta(item)) return undefined;
      if (name === "slot") return (item.assignedNodes().length ? item.assignedNodes() : item.childNodes).forEach((child) => node(child, hidden));
      write(`<${name}${attributes(item)}>`);
      if (name === "head") write(`<base href="${escape(location.href)}">`);
      if (VOID.has(name)) return undefined;
      if (RAW.has(name)) write(styles(item));
      else (shadowOf(item) ?? item).childNodes.forEach((child) => node(child, hidden || item.matches(TYPED)));
      return write(`</${name}>`);
    }

    const data = (script) => write(`<script type="${escape(script.type)}"${script.hasAttribute("data-sjs") ? " data-sjs" : ""}>${script.textContent.replaceAll("</", "<\\/")}</script>`);

    const type = page.doctype ? `<!DOCTYPE ${page.doctype.name}>\n` : "";
    element(page.documentElement, false);
    return type + parts.join("");
  }

  const isSecretMeta = (item) => item.localName === "meta" && SECRET.test(`${item.name} ${item.getAttribute("property") ?? ""} ${item.id}`);

  /** The attributes without handlers, typed values, nonces and names that promise a secret. */
  function attributes(item) {
    const typed = item.matches(TYPED);
    return [...item.attributes]
      .filter(({ name, value }) => {
        if (/^on/i.test(name) || SECRET.test(name) || ["integrity", "srcdoc", "ping"].includes(name)) return false;
        if (typed && ["value", "checked", "data-value"].includes(name)) return false;
        return !(ADDRESSES.includes(name) && /^\s*(javascript|data:text\/html|blob):?/i.test(value));
      })
      .filter(({ name }) => !(item.localName === "option" && name === "selected"))
      .map(({ name, value }) => ` ${name}="${escape(value)}"`)
      .join("");
  }

  /** The rules of a style sheet as they apply now: pages add rules without writing them into the element. */
  function styles(item) {
    try {
      const rules = [...item.sheet.cssRules].map((rule) => rule.cssText).join("\n");
      return (rules.length > MAX_STYLES ? "" : rules).replaceAll("</", "<\\/");
    } catch {
      return item.textContent.replaceAll("</", "<\\/");
    }
  }

  return snapshot;
})();
