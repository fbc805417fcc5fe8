// The options page: which server, what to do on a click, complete capture.
import { api, fillIn, isFirefox, say } from "../browser.js";
import { hostPattern, serverAddress } from "../background/address.js";
import { hear, HEARD_HOSTS, stopHearing } from "../background/hearing.js";
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
  fillIn();
  document.title = say("options_title");
  const chosen = await settings();
  fillServer(chosen.server);
  for (const name of ["start_at_once", "save_pdf", "complete_capture"]) byId(name).checked = chosen[name];
  if (chosen.server.url !== DEFAULTS.server.url) answer(say("options_not_tested", chosen.server.url), "quiet");
}

function fillServer(server) {
  byId("address").value = server.url;
  byId("headers").value = writeHeaders(server.headers);
}

/** The server as the form has it, or null after saying what is wrong with it. */
function written() {
  const url = serverAddress(byId("address").value);
  const headers = readHeaders(byId("headers").value);
  if (!url) answer(say("trouble_bad_address"), "trouble");
  else if (!headers) answer(say("trouble_bad_headers"), "trouble");
  return url && headers && { url, headers };
}

async function connect(event) {
  event.preventDefault();
  const form = written();
  if (!form) return;
  // The first thing that waits in this click, or the browser does not ask.
  const granted = await api.permissions.request({ origins: [hostPattern(form.url, isFirefox)] }).catch(() => false);
  if (!granted) {
    answer(say("trouble_permission_denied"), "trouble");
    return;
  }
  await attempt(form, true);
}

// One attempt at a time: a code that is sent twice is used up the second time.
let trying = false;

/**
 * Try the server, hop by hop. With `keep` it becomes the one that is used, and a code is traded for a token; a mere test
 * changes nothing.
 */
async function attempt(form, keep) {
  if (trying) return;
  trying = true;
  answer(say("options_trying"), "quiet");
  const code = keep ? byId("code").value.trim() : "";
  try {
    const before = (await settings()).server;
    const { version } = await info({ ...form, token: null });
    const pass = code ? await pair(form, code) : before.url === form.url ? before : DEFAULTS.server;
    const server = { ...form, token: pass.token, name: pass.name };
    const greeting = await info(server);
    if (keep) await adopt(server, before);
    // A code holds once; one that is typed while this goes on is another and stays.
    if (code && byId("code").value.trim() === code) byId("code").value = "";
    tellConnected(server, greeting, version);
  } catch (error) {
    answer(trouble({ code: error.code, message: error.said }, { say }), "trouble");
  } finally {
    trying = false;
  }
}

async function adopt(server, before) {
  await change({ server });
  fillServer(server);
  await letGo(before.url, server.url);
  await api.runtime.sendMessage({ to: "background", kind: "flush" });
}

function tellConnected(server, { needs_token: needsToken, recognised }, version) {
  if (server.token && recognised) answer(say("options_paired", version, server.url), "well");
  else if (needsToken) answer(say(server.token ? "trouble_refused" : "options_needs_code", version, server.url), "trouble");
  else answer(say("options_connected", version, server.url), "well");
}

/** Give the permission for the old server back. */
async function letGo(before, after) {
  const [old, now] = [hostPattern(before, isFirefox), hostPattern(after, isFirefox)];
  if (old !== now) await api.permissions.remove({ origins: [old] }).catch(() => false);
}

async function forget() {
  const { server } = await settings();
  await change({ server: DEFAULTS.server });
  await letGo(server.url, DEFAULTS.server.url);
  fillServer(DEFAULTS.server);
  byId("code").value = "";
  answer(say("options_forgotten"), "quiet");
}

async function chooseComplete({ target }) {
  const wanted = target.checked;
  const granted = wanted && (await api.permissions.request({ origins: HEARD_HOSTS }).catch(() => false));
  byId("complete-answer").hidden = !wanted || granted;
  byId("complete-answer").textContent = say("options_complete_denied");
  target.checked = Boolean(granted);
  await change({ complete_capture: Boolean(granted) });
  if (granted) await hear();
  else await stopHearing();
}

async function choosePdf({ target }) {
  const granted = target.checked && (await api.permissions.request({ permissions: ["downloads"] }).catch(() => false));
  target.checked = Boolean(granted);
  await change({ save_pdf: target.checked });
}

byId("server").addEventListener("submit", connect);
byId("test").addEventListener("click", () => {
  const form = written();
  if (form) attempt(form, false);
});
byId("forget").addEventListener("click", forget);
byId("start_at_once").addEventListener("change", ({ target }) => change({ start_at_once: target.checked }));
byId("save_pdf").addEventListener("change", choosePdf);
byId("complete_capture").addEventListener("change", chooseComplete);

begin();
