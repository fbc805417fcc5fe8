// The settings, in the browser's local storage; never synchronised, since they contain a token.
import { api } from "../browser.js";

export const OWN_MACHINE = "http://127.0.0.1:8484";

export const DEFAULTS = {
  server: { url: OWN_MACHINE, token: null, name: null, headers: {} },
  start_at_once: true,
  save_pdf: false,
  review: false, // show the posts before they are sent
  snapshot: false, // keep the page too
  edition: null,
  codebook: null,
  labels: [],
  complete_capture: false,
};

export async function settings() {
  return { ...DEFAULTS, ...(await api.storage.local.get(Object.keys(DEFAULTS))) };
}

export const change = (values) => api.storage.local.set(values);

/** The server that accepted an item. A token and headers are sent only to the server that they were made for. */
export async function serverOf(item) {
  const { server } = await settings();
  return item.server === server.url ? server : { ...DEFAULTS.server, url: item.server };
}
