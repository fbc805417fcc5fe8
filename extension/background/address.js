// Server addresses: from what a person types to an origin, and to the host permission for it. Pure.

/** The origin (and path, behind a proxy) of a typed address, without a final slash; null if it is not an address. */
export function serverAddress(typed) {
  const text = typed.trim();
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `${isLocal(text) ? "http" : "https"}://${text}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  const usable = url && /^https?:$/.test(url.protocol) && url.hostname && !url.username && !url.password;
  return usable ? `${url.origin}${url.pathname.replace(/\/+$/, "")}` : null;
}

const isLocal = (text) => (/^(localhost|127\.|\[::1\])/).test(text);

/** The host permission for a server. Firefox grants a pattern with a port, but then blocks every request. */
export function hostPattern(server, firefox) {
  const url = new URL(server);
  return `${url.protocol}//${firefox ? url.hostname : url.host}/*`;
}
