// The one fetch: every request to the Threadsheet that was chosen, and every way it can fail, named for a person.
import { api, isFirefox } from "../browser.js";
import { hostPattern } from "./address.js";

export const VERSION = api.runtime.getManifest().version;
const PATIENCE_MS = 30_000;
const REFUSALS = ["unauthorised", "forbidden"];

/** A request that did not get an answer of ours. `code` names the hop that failed; `retryAfter` is in seconds. */
export class Trouble extends Error {
  constructor(code, { message = null, status = 0, retryAfter = null } = {}) {
    super(message ?? code);
    Object.assign(this, { code, said: message, status, retryAfter });
  }
}

export const permission = (server) => ({ origins: [hostPattern(server, isFirefox)] });

/**
 * Ask the server. `body` is JSON as text. Returns what it answered, as JSON (null for no content); `raw` gives the response
 * itself. Raises Trouble: `not_allowed`, `unreachable`, `login_in_between`, `not_threadsheet`, `refused`, `gone`, or the
 * server's own code.
 */
export async function ask(server, path, { method = "GET", body = null, key = null, raw = false } = {}) {
  if (!(await api.permissions.contains(permission(server.url)))) throw new Trouble("not_allowed");
  const response = await reach(`${server.url}${path}`, { method, body, headers: headers(server, body, key) });
  if (response.type === "opaqueredirect") throw new Trouble("login_in_between");
  if (!response.ok) throw await refusal(response);
  if (raw) return response;
  return response.status === 204 ? null : ours(response);
}

function headers(server, body, key) {
  const named = { ...server.headers, "X-Threadsheet": "extension", Accept: "application/json" };
  if (server.token) named.Authorization = `Bearer ${server.token}`;
  if (body !== null) named["Content-Type"] = "application/json";
  if (key) named["Idempotency-Key"] = key;
  return named;
}

async function reach(url, options) {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    return await fetch(url, { ...options, signal, credentials: "omit", cache: "no-store", redirect: "manual", referrerPolicy: "no-referrer" });
  } catch {
    throw new Trouble("unreachable");
  }
}

async function ours(response) {
  try {
    return await response.json();
  } catch {
    throw new Trouble("not_threadsheet", { status: response.status });
  }
}

async function refusal(response) {
  const { status } = response;
  const retryAfter = Number.parseInt(response.headers.get("Retry-After"), 10);
  const problem = /problem\+json/.test(response.headers.get("Content-Type")) ? await response.json().catch(() => null) : null;
  const said = { status, message: problem?.detail ?? problem?.title ?? null, retryAfter: Number.isNaN(retryAfter) ? null : retryAfter };
  if (!problem) return new Trouble(status >= 500 || status === 429 ? "unreachable" : status === 401 || status === 403 ? "refused" : "not_threadsheet", said);
  return new Trouble(REFUSALS.includes(problem.code) ? "refused" : problem.code, said);
}

/** What server this is. Raises Trouble, also `not_threadsheet` and `too_old` (one of the two sides is). */
export async function info(server) {
  const answer = await ask(server, "/api/v1/info");
  if (answer?.product !== "Threadsheet") throw new Trouble("not_threadsheet");
  if (older(VERSION, answer.extension?.minimum ?? "0")) throw new Trouble("extension_too_old");
  if (answer.api !== 1) throw new Trouble("server_too_old");
  return answer;
}

/** Whether one dotted version comes before another. */
export function older(one, other) {
  const [left, right] = [one, other].map((version) => version.split(".").map(Number));
  const at = [0, 1, 2].find((index) => (left[index] || 0) !== (right[index] || 0));
  return at !== undefined && (left[at] || 0) < (right[at] || 0);
}

/** Trade a code from the server's settings page for a token. */
export async function pair(server, code) {
  const name = `${isFirefox ? "Firefox" : "Chrome"}, ${new Date().toISOString().slice(0, 10)}`;
  const body = JSON.stringify({ code: code.trim(), name });
  return ask({ ...server, token: null }, "/api/v1/pairings", { method: "POST", body });
}
