// Complete capture: registers a script that runs on x.com's pages from the moment they load and stores what the page itself
// receives. Off unless chosen in the settings.
import { api } from "../browser.js";

export const HOOKED_HOSTS = ["https://x.com/*", "https://twitter.com/*"];
const ID = "capture-hook";

export const isHookEnabled = async () => (await api.scripting.getRegisteredContentScripts({ ids: [ID] })).length > 0;

export async function enableHook() {
  if (await isHookEnabled()) return;
  const script = { id: ID, matches: HOOKED_HOSTS, js: ["/page/capture_hook.js"], runAt: "document_start", world: "MAIN", persistAcrossSessions: true };
  await api.scripting.registerContentScripts([script]);
}

/** Unregisters the script and gives the permission for x.com back. */
export async function disableHook() {
  if (await isHookEnabled()) await api.scripting.unregisterContentScripts({ ids: [ID] });
  await api.permissions.remove({ origins: HOOKED_HOSTS }).catch(() => false);
}
