// Many threads at once: from the selected tabs, a folder of bookmarks or the links of a selection. One page after the other is
// opened in this window, collected and closed; what the server can fetch itself is only sent as an address.
import { api, formatList, getCountMessage, getMessage, translatePage } from "../browser.js";
import * as outbox from "../background/outbox.js";
import * as pages from "../background/pages.js";
import { step } from "../popup/steps.js";
import { origins, pause, plan } from "./plan.js";

const texts = { getMessage, getCountMessage, formatList };
const byId = (id) => document.getElementById(id);
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const LOADED_MS = 20_000;
const COLLECTED_MS = 15 * 60 * 1000;
const TAB_KEPT_MS = 1500;
let rows = [];
let stopped = false;

async function begin() {
  translatePage();
  const { many = [] } = await api.storage.session.get("many");
  byId("addresses").value = many.join("\n");
  await api.storage.session.remove("many");
}

function add(urls) {
  byId("addresses").value = plan([byId("addresses").value, ...urls].join("\n")).map(({ url }) => url).join("\n");
}

// Browsers grant a permission only if the request is the first thing that a click does.
async function takeTabs() {
  if (!(await api.permissions.request({ permissions: ["tabs"] }))) return showTrouble(getMessage("many_denied"));
  const tabs = await api.tabs.query({ currentWindow: true });
  const own = api.runtime.getURL("");
  const chosen = tabs.filter((tab) => tab.highlighted && !tab.url.startsWith(own));
  return add((chosen.length ? chosen : tabs).map((tab) => tab.url));
}

async function takeBookmarks() {
  if (!(await api.permissions.request({ permissions: ["bookmarks"] }))) return showTrouble(getMessage("many_denied"));
  const folders = [];
  const walk = (node) => {
    if (node.children?.some((child) => child.url)) folders.push(node);
    node.children?.forEach(walk);
  };
  (await api.bookmarks.getTree()).forEach(walk);
  byId("folder").replaceChildren(new Option(getMessage("many_folder"), ""), ...folders.map((folder, index) => new Option(folder.title || "…", index)));
  byId("folder").hidden = false;
  byId("folder").onchange = ({ target }) => target.value !== "" && add(folders[target.value].children.map((child) => child.url).filter(Boolean));
  return byId("folder").focus();
}

async function start() {
  const steps = plan(byId("addresses").value);
  const needed = origins(steps);
  if (needed.length && !(await api.permissions.request({ origins: needed }))) return showTrouble(getMessage("many_denied"));
  if (!steps.length) return showTrouble(getMessage("many_empty"));
  showTrouble("");
  rows = steps.map((each) => ({ ...each, id: crypto.randomUUID(), text: getMessage("many_waits") }));
  stopped = false;
  setRunning(true);
  draw();
  await run();
  return setRunning(false);
}

async function run() {
  const visited = new Map();
  for (const row of rows) {
    if (stopped) break;
    await wait(pause(row, visited, Date.now()));
    await (row.opened ? collect(row) : sendAddress(row)).catch((error) => Object.assign(row, { over: true, text: getMessage("many_failed", error.message) }));
    visited.set(new URL(row.url).hostname, Date.now());
    draw();
  }
}

async function sendAddress(row) {
  const about = { title: row.url, url: row.url, posts: null, stopped: null, complete: null };
  await api.runtime.sendMessage({ to: "background", kind: "collected", id: row.id, about, body: JSON.stringify({ url: row.url }) });
}

/** Opens a page, has it collected, and closes it when what it has is handed over. */
async function collect(row) {
  row.text = getMessage("collecting");
  draw();
  const tab = await api.tabs.create({ url: row.url, active: true });
  try {
    await loaded(tab.id);
    if (!(await pages.inject(tab.id))) throw new Error(getMessage("no_page_here"));
    await postsShown(tab.id);
    await pages.start(tab.id, row.id);
    await ended(tab.id, row);
  } finally {
    await wait(TAB_KEPT_MS);
    await api.tabs.remove(tab.id).catch(() => null);
    await api.tabs.getCurrent().then((own) => api.tabs.update(own.id, { active: true }));
  }
}

async function until(condition, milliseconds) {
  const end = Date.now() + milliseconds;
  while (!stopped && Date.now() < end) {
    const value = await condition();
    if (value) return value;
    await wait(250);
  }
  return null;
}

const loaded = (tab) => until(async () => (await api.tabs.get(tab)).status === "complete", LOADED_MS);
const postsShown = (tab) => until(async () => (await pages.describe(tab).catch(() => null))?.posts, LOADED_MS);

async function ended(tab, row) {
  const state = await until(async () => {
    const running = (await pages.describe(tab).catch(() => null))?.running;
    row.text = getCountMessage("posts_so_far", running?.posts ?? 0);
    draw();
    return running?.ended ? running : null;
  }, COLLECTED_MS);
  if (stopped) await pages.cancel(tab).catch(() => null);
  if (state?.failed) Object.assign(row, { over: true, text: getMessage(`failed_${state.failed}`) });
}

/** What became of each: from the outbox, where a row has got there. */
async function refresh() {
  if (!rows.length) return;
  const items = await outbox.all();
  for (const row of rows) {
    const item = items.find(({ id }) => id === row.id);
    if (item && item.state !== "collecting") Object.assign(row, { text: step(item, texts).text, done: item.state === "done", over: ["done", "failed"].includes(item.state) });
  }
  draw();
  if (rows.some((row) => !row.over)) api.runtime.sendMessage({ to: "background", kind: "tick" }).catch(() => null);
}

function draw() {
  const lines = rows.map((row) => `${row.url}\n${row.text}`);
  if (lines.join("\n") === byId("list").dataset.drawn) return;
  byId("list").dataset.drawn = lines.join("\n");
  byId("list").replaceChildren(...rows.map(entry));
  byId("summary").textContent = getMessage("many_summary", rows.filter((row) => row.done).length, rows.length);
}

function entry(row) {
  const line = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: row.url, textContent: row.url, target: "_blank", rel: "noopener" });
  line.append(link, document.createElement("br"), Object.assign(document.createElement("span"), { className: "quiet small", textContent: row.text }));
  return line;
}

function setRunning(running) {
  byId("start").disabled = running;
  byId("stop").hidden = !running;
}

function showTrouble(text) {
  byId("trouble").textContent = text;
  byId("trouble").hidden = !text;
}

byId("tabs").addEventListener("click", takeTabs);
byId("bookmarks").addEventListener("click", takeBookmarks);
byId("start").addEventListener("click", start);
byId("stop").addEventListener("click", () => (stopped = true));
setInterval(refresh, 1000);
begin();
