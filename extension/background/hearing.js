// Complete capture: a script on x.com's pages, from their start, that keeps what the page itself receives. Off unless chosen.
import { api } from "../browser.js";

export const HEARD_HOSTS = ["https://x.com/*", "https://twitter.com/*"];
const ID = "hearing";

export const isHearing = async () => (await api.scripting.getRegisteredContentScripts({ ids: [ID] })).length > 0;

export async function hear() {
  if (await isHearing()) return;
  const script = { id: ID, matches: HEARD_HOSTS, js: ["/page/hearing.js"], runAt: "document_start", world: "MAIN", persistAcrossSessions: true };
  await api.scripting.registerContentScripts([script]);
}

/** No more of it, and the access to x.com given back. */
export async function stopHearing() {
  if (await isHearing()) await api.scripting.unregisterContentScripts({ ids: [ID] });
  await api.permissions.remove({ origins: HEARD_HOSTS }).catch(() => false);
}
