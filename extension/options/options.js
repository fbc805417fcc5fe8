// The options page: which server, what to do on a click, complete capture.
import { api, translatePage, isFirefox, getMessage } from "../browser.js";
import { hostPattern, serverAddress } from "../background/address.js";
import { disableHook, enableHook, HOOKED_HOSTS } from "../background/capture_hook.js";
import { info, pair } from "../background/server.js";
import { change, DEFAULTS, settings } from "../background/settings.js";
import { trouble } from "../popup/verdict.js";
import { readHeaders, writeHeaders } from "./headers.js";

const byId = (id) => document.getElementById(id);

function answer(text, tone) {
  byId("answer").textContent = text;
  byId("answer").className = tone;
}

async function begin() {
  translatePage();
  document.title = getMessage("options_title");
  const chosen = await settings();
  fillServer(chosen.server);
  for (const name of ["start_at_once", "save_pdf", "complete_capture"]) byId(name).checked = chosen[name];
  if (chosen.server.url !== DEFAULTS.server.url) answer(getMessage("options_not_tested", chosen.server.url), "quiet");
}

function fillServer(server) {
  byId("address").value = server.url;
  byId("headers").value = writeHeaders(server.headers);
}

/** The server that the form describes; null, with an error shown, if the form has a fault. */
function readForm() {
  const url = serverAddress(byId("address").value);
  const headers = readHeaders(byId("headers").value);
  if (!url) answer(getMessage("trouble_bad_address"), "trouble");
  else if (!headers) answer(getMessage("trouble_bad_headers"), "trouble");
  return url && headers && { url, headers };
}

async function connect(event) {
  event.preventDefault();
  const form = readForm();
  if (!form) return;
  // This must be the first await of the click, or the browser does not ask.
  const granted = await api.permissions.request({ origins: [hostPattern(form.url, isFirefox)] }).catch(() => false);
  if (!granted) {
    answer(getMessage("trouble_permission_denied"), "trouble");
    return;
  }
  await attempt(form, true);
}

// One attempt at a time: a code is valid only once.
let trying = false;

/**
 * Tests the connection step by step. With `keep` the server becomes the one in use, and a code is exchanged for a token;
 * otherwise nothing is changed.
 */
async function attempt(form, keep) {
  if (trying) return;
  trying = true;
  answer(getMessage("options_trying"), "quiet");
  const code = keep ? byId("code").value.trim() : "";
  try {
    const before = (await settings()).server;
    const { version } = await info({ ...form, token: null });
    const access = code ? await pair(form, code) : before.url === form.url ? before : DEFAULTS.server;
    const server = { ...form, token: access.token, name: access.name };
    const serverInfo = await info(server);
    if (keep) await adopt(server, before);
    // A code is valid once; one that was typed in the meantime is another and stays.
    if (code && byId("code").value.trim() === code) byId("code").value = "";
    showConnected(server, serverInfo, version);
  } catch (error) {
    answer(trouble({ code: error.code, message: error.serverMessage }, { getMessage }), "trouble");
  } finally {
    trying = false;
  }
}

async function adopt(server, before) {
  await change({ server });
  fillServer(server);
  await removePermission(before.url, server.url);
  await api.runtime.sendMessage({ to: "background", kind: "flush" });
}

function showConnected(server, { needs_token: needsToken, recognised }, version) {
  if (server.token && recognised) answer(getMessage("options_paired", version, server.url), "well");
  else if (needsToken) answer(getMessage(server.token ? "trouble_refused" : "options_needs_code", version, server.url), "trouble");
  else answer(getMessage("options_connected", version, server.url), "well");
}

/** Removes the permission for the old server unless the new one needs it. */
async function removePermission(before, after) {
  const [old, now] = [hostPattern(before, isFirefox), hostPattern(after, isFirefox)];
  if (old !== now) await api.permissions.remove({ origins: [old] }).catch(() => false);
}

async function forget() {
  const { server } = await settings();
  await change({ server: DEFAULTS.server });
  await removePermission(server.url, DEFAULTS.server.url);
  fillServer(DEFAULTS.server);
  byId("code").value = "";
  answer(getMessage("options_forgotten"), "quiet");
}

async function chooseComplete({ target }) {
  const chosen = target.checked;
  const granted = chosen && (await api.permissions.request({ origins: HOOKED_HOSTS }).catch(() => false));
  byId("complete-answer").hidden = !chosen || granted;
  byId("complete-answer").textContent = getMessage("options_complete_denied");
  target.checked = Boolean(granted);
  await change({ complete_capture: Boolean(granted) });
  if (granted) await enableHook();
  else await disableHook();
}

async function choosePdf({ target }) {
  const granted = target.checked && (await api.permissions.request({ permissions: ["downloads"] }).catch(() => false));
  target.checked = Boolean(granted);
  await change({ save_pdf: target.checked });
}

byId("server").addEventListener("submit", connect);
byId("test").addEventListener("click", () => {
  const form = readForm();
  if (form) attempt(form, false);
});
byId("forget").addEventListener("click", forget);
byId("start_at_once").addEventListener("change", ({ target }) => change({ start_at_once: target.checked }));
byId("save_pdf").addEventListener("change", choosePdf);
byId("complete_capture").addEventListener("change", chooseComplete);

begin();
