// Addresses of servers: as a person types them, as an origin, and as the permission that reaches them. Pure.

/** The origin (and path, behind a proxy) of a typed address, without a slash at its end; null when it is none. */
export function serverAddress(typed) {
  const text = typed.trim();
  const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `${isLocal(text) ? "http" : "https"}://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : null;
  const usable = url && /^https?:$/.test(url.protocol) && url.hostname && !url.username && !url.password;
  return usable ? `${url.origin}${url.pathname.replace(/\/+$/, "")}` : null;
}

const isLocal = (text) => /^(localhost|127\.|\[::1\])/.test(text);

/** The host permission for one server. Firefox grants a pattern with a port and then blocks every request. */
export function hostPattern(server, firefox) {
  const url = new URL(server);
  return `${url.protocol}//${firefox ? url.hostname : url.host}/*`;
}
