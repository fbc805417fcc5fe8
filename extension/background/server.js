// Sends all requests to the chosen Threadsheet server. Every way a request can fail has a code of its own.
import { api, isFirefox } from "../browser.js";
import { hostPattern } from "./address.js";

export const VERSION = api.runtime.getManifest().version;
const API = 1; // the version of the interface that this extension speaks
const TIMEOUT_MS = 30_000;
const REFUSALS = ["unauthorised", "forbidden"];

/** A failed request. `code` names what failed, `serverMessage` is the server's sentence; `retryAfter` is in seconds, `fields` are refused. */
export class RequestError extends Error {
  constructor(code, { message = null, status = 0, retryAfter = null, fields = [] } = {}) {
    super(message ?? code);
    Object.assign(this, { code, serverMessage: message, status, retryAfter, fields });
  }
}

export const permission = (server) => ({ origins: [hostPattern(server, isFirefox)] });

/**
 * Sends a request. `body` is JSON as text. Resolves with the JSON of the answer (null for no content); with `raw` the response
 * itself. Throws RequestError: `not_allowed`, `unreachable`, `login_in_between`, `not_threadsheet`, `refused`, `gone`, or the
 * server's own code.
 */
export async function request(server, path, { method = "GET", body = null, key = null, raw = false } = {}) {
  if (!(await api.permissions.contains(permission(server.url)))) throw new RequestError("not_allowed");
  const response = await fetchResponse(`${server.url}${path}`, { method, body, headers: headers(server, body, key) });
  if (response.type === "opaqueredirect") throw new RequestError("login_in_between");
  if (!response.ok) throw await requestError(response);
  if (raw) return response;
  return response.status === 204 ? null : parseJson(response);
}

function headers(server, body, key) {
  const values = { ...server.headers, "X-Threadsheet": "extension", Accept: "application/json" };
  if (server.token) values.Authorization = `Bearer ${server.token}`;
  if (body !== null) values["Content-Type"] = "application/json";
  if (key) values["Idempotency-Key"] = key;
  return values;
}

async function fetchResponse(url, options) {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    return await fetch(url, { ...options, signal, credentials: "omit", cache: "no-store", redirect: "manual", referrerPolicy: "no-referrer" });
  } catch {
    throw new RequestError(isUpgraded(new URL(url)) ? "unreachable_http" : "unreachable");
  }
}

/** Whether a browser that only opens https may be why an address cannot be reached: it makes no exception for other machines. */
const isUpgraded = ({ protocol, hostname }) => protocol === "http:" && !/^(localhost|127\.|\[::1\])/.test(hostname);

async function parseJson(response) {
  try {
    return await response.json();
  } catch {
    throw new RequestError("not_threadsheet", { status: response.status });
  }
}

async function requestError(response) {
  const { status } = response;
  const retryAfter = Number.parseInt(response.headers.get("Retry-After"), 10);
  const problem = /problem\+json/.test(response.headers.get("Content-Type")) ? await response.json().catch(() => null) : null;
  const fields = Array.isArray(problem?.errors) ? problem.errors.map(({ field }) => String(field)) : [];
  const details = { status, message: problem?.detail ?? problem?.title ?? null, retryAfter: Number.isNaN(retryAfter) ? null : retryAfter, fields };
  // A Threadsheet always says why, in its own form: an answer without that is somebody else's.
  if (!problem?.code) return new RequestError(status >= 500 || status === 429 ? "unreachable" : [401, 403, 407].includes(status) ? "login_in_between" : "not_threadsheet", details);
  return new RequestError(REFUSALS.includes(problem.code) ? "refused" : problem.code, details);
}

/** Sends a submission. Throws RequestError, also with `not_threadsheet` if the answer is not what a Threadsheet says. */
export async function submit(server, body, key) {
  const accepted = await request(server, "/api/v1/submissions", { method: "POST", body, key });
  if (typeof accepted?.id !== "string" || !accepted.state) throw new RequestError("not_threadsheet");
  return accepted;
}

/** The codebooks of the server, `[{id, name}]`; none if this browser may not ask. */
export async function codebooks(server) {
  const answer = await request(server, "/api/v1/codebooks").catch(() => null);
  return (answer?.items ?? []).map(({ id, name }) => ({ id, name: name ?? id }));
}

/** Information about the server. Throws RequestError, also with `not_threadsheet`, `extension_too_old`, `server_too_old`. */
export async function info(server) {
  const answer = await request(server, "/api/v1/info");
  if (answer?.product !== "Threadsheet") throw new RequestError("not_threadsheet");
  if (isOlder(VERSION, answer.extension?.minimum ?? "0")) throw new RequestError("extension_too_old");
  if (answer.api > API) throw new RequestError("extension_too_old");
  if (answer.api !== API) throw new RequestError("server_too_old");
  return answer;
}

/** Whether a dotted version is older than another. */
export function isOlder(one, other) {
  const [left, right] = [one, other].map((version) => version.split(".").map(Number));
  const position = [0, 1, 2].find((index) => (left[index] || 0) !== (right[index] || 0));
  return position !== undefined && (left[position] || 0) < (right[position] || 0);
}

/** Exchanges a code from the server's settings page for a token. */
export async function pair(server, code) {
  const name = `${isFirefox ? "Firefox" : "Chrome"}, ${new Date().toISOString().slice(0, 10)}`;
  const body = JSON.stringify({ code: code.trim(), name });
  return request({ ...server, token: null }, "/api/v1/pairings", { method: "POST", body });
}
