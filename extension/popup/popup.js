// The popup: describes the page, has its thread collected and shows the progress until the handout is ready. On a page with a
// known thread it starts by itself; on other pages it offers what can be saved.
import { api, translatePage, isFirefox, getMessage, getCountMessage, formatList } from "../browser.js";
import { hostPattern } from "../background/address.js";
import { isHookEnabled } from "../background/capture_hook.js";
import * as outbox from "../background/outbox.js";
import * as pages from "../background/pages.js";
import { change, settings } from "../background/settings.js";
import { drawOutbox } from "./outbox_list.js";
import { byId, drawStrip, setText, setVisible, showTrouble } from "./drawing.js";
import { isWeb, offer, offerPage } from "./offers.js";
import * as preview from "./preview.js";
import { step } from "./steps.js";

const texts = { getMessage, getCountMessage, formatList };
const TICK_MS = 500;
const MAX_TRIES = 12; // for a page that is still loading, a quarter of a second apart
const RECENT_MS = 10 * 60 * 1000;
const SILENT_MS = 20_000; // a page that tells nothing for so long is asked, and a person told
const CANCEL_MS = 3000; // for a page to put itself back

const context = { tab: null, page: null, id: null, pattern: null, heard_at: Date.now(), ready: false };

async function begin() {
  translatePage();
  const { server, start_at_once } = await settings();
  context.pattern = hostPattern(server.url, isFirefox);
  setText("connect-why", getMessage("connect_why", server.url));
  [context.tab] = await api.tabs.query({ active: true, currentWindow: true });
  await showConnection();
  await preview.begin(holdBack);
  setInterval(tick, TICK_MS);
  await readPage().catch(showNoAnswer);
  const recent = await recentItem();
  if (isCollecting()) follow(context.page.running.id, context.page.running);
  else if (recent) follow(recent.id, recent.about);
  else if (context.page?.thread && context.page.posts && !context.page.selection && start_at_once) await collect(pages.start);
  else if (!context.silent) offer(context);
}

/** A page that does not answer is busy or stuck; its address can still be sent. */
function showNoAnswer() {
  context.silent = true;
  showTrouble(getMessage("no_answer"));
  setVisible("save-address", isWeb(context.tab?.url));
}

const isCollecting = () => Boolean(context.page?.running && !context.page.running.ended);

/** Reads the page; it may still be loading, or has to be reloaded for complete capture. */
async function readPage() {
  if (!context.tab || !(await pages.inject(context.tab.id))) return;
  context.page = await pages.describe(context.tab.id);
  if (context.page.hookMissing && !isCollecting() && (await isHookEnabled())) {
    setText("status", getMessage("reloading"));
    await pages.reload(context.tab.id);
    context.page = await pages.describe(context.tab.id);
  }
  for (let attempt = 1; attempt < MAX_TRIES && context.page.thread && !context.page.posts; attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    context.page = await pages.describe(context.tab.id);
  }
  showPage(context.page);
}

/** The item that was sent from this page recently: it is shown instead of being sent again. */
async function recentItem() {
  const items = await outbox.all();
  return items.find((item) => item.about.url === context.tab?.url && item.made_at > Date.now() - RECENT_MS);
}

async function showConnection() {
  setVisible("connect", !(await api.permissions.contains({ origins: [context.pattern] })));
}

function showPage({ author, posts, title }) {
  setText("who", author?.handle ? `@${author.handle}` : (author?.name ?? title ?? ""));
  setText("what", posts ? getCountMessage("posts_so_far", posts) : "");
  drawStrip(posts);
}

async function collect(command) {
  context.id = crypto.randomUUID();
  Object.assign(context, { heard_at: Date.now(), ready: false, collecting: command === pages.start });
  for (const button of ["send", "save", "save-page", "save-selection", "save-links", "save-address", "retry"]) setVisible(button, false);
  setVisible("results", false);
  showTrouble("");
  setVisible("cancel", command === pages.start);
  setText("status", getMessage("collecting"));
  await command(context.tab.id, context.id, { hold: byId("review").checked }).catch(showNoAnswer);
}

/** Nothing is sent before a person says so: something was chosen while the page was being collected. */
async function holdBack() {
  if (!context.collecting) return;
  context.held = true;
  await pages.hold(context.tab.id, context.id, true).catch(() => null);
  if (context.ready) offerSending();
}

function offerSending() {
  const { without } = preview.choices();
  setText("send", getCountMessage("send", Math.max(1, context.listed - without.length)));
  setVisible("send", true);
  setVisible("cancel", true);
  setText("status", getMessage("ready"));
}

async function sendNow() {
  setVisible("send", false);
  setVisible("cancel", false);
  context.collecting = false;
  setText("status", getMessage("state_sending"));
  await pages.send(context.tab.id, context.id, preview.choices()).catch(showNoAnswer);
}

/** Sends the address of the tab alone: the server fetches what stands there. */
async function saveAddress() {
  setVisible("save-address", false);
  context.id = crypto.randomUUID();
  const { url, title } = context.tab;
  await send("collected", { id: context.id, about: { title: title || url, url, posts: null, stopped: null, complete: null }, body: JSON.stringify({ url }) });
  await drawAll();
}

/** Cancelling works also when the page does not answer: what it may still hand over is thrown away. */
async function cancel() {
  const { id } = context;
  const cancelling = pages.cancel(context.tab.id).catch(() => null);
  await send("discard", { id });
  const until = Date.now() + CANCEL_MS;
  while (context.over !== id && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
  progress({ id, ended: true, failed: "cancelled" });
  await cancelling;
}

/** Tells a person when nothing was heard for a while, and whether the page is still there. */
async function watch() {
  if (!context.collecting || context.ready || Date.now() - context.heard_at < SILENT_MS) return;
  context.heard_at = Date.now();
  showTrouble(getMessage("silent"));
  const page = await pages.describe(context.tab.id).catch(() => null);
  if (!page?.running) progress({ id: context.id, ended: true, failed: "page_gone" });
  else progress(page.running);
}

function follow(id, { posts, author, list, ready, held } = {}) {
  Object.assign(context, { id, collecting: isCollecting(), ready: Boolean(ready), listed: list?.length ?? 0 });
  if (list) preview.drawPosts(list);
  if (isCollecting() && ready && held) offerSending();
  if (posts) showPage({ ...context.page, posts, author: author ?? context.page?.author });
  setVisible("cancel", isCollecting());
  return drawAll();
}

function progress({ id, posts, author, ended, failed, hidden, list, ready, held }) {
  if (id !== context.id || context.over === id) return;
  Object.assign(context, { heard_at: Date.now(), ready: Boolean(ready), listed: list?.length ?? context.listed });
  if (!failed) showTrouble("");
  if (list) preview.drawPosts(list);
  if (posts) showPage({ ...context.page, posts, author: author ?? context.page?.author });
  if (!ended && ready && held) return offerSending();
  if (!ended) setText("status", getMessage(hidden ? "come_back" : "collecting"));
  if (!ended) return;
  context.collecting = false;
  if (failed) context.over = id;
  for (const button of ["cancel", "send"]) setVisible(button, false);
  if (failed) {
    setText("status", "");
    showTrouble(getMessage(`failed_${failed}`));
    offerRetry(failed);
  }
}

function offerRetry(failed) {
  setVisible("save", failed === "cancelled");
  offerPage(["nothing_found", "fault"].includes(failed), true);
}

/** Draws the items of the outbox: that of this page in full, the others in a list. */
async function drawAll() {
  const items = await outbox.all();
  const current = items.find((item) => item.id === context.id);
  if (current) drawItem(current);
  drawOutbox(items.filter((item) => item !== current), texts, { again, remove });
}

function drawItem(item) {
  const { text, tone } = step(item, texts);
  setText("status", tone === "trouble" && item.state !== "done" ? "" : text);
  byId("status").className = item.state === "done" ? tone : "";
  showTrouble(tone === "trouble" && item.state !== "done" ? text : "");
  if (item.state === "collecting") return;
  for (const button of ["cancel", "send"]) setVisible(button, false);
  setVisible("retry", item.state === "failed" || Boolean(item.error));
  offerPage(item.state === "failed" && item.submission !== null && item.about.posts !== null, true);
  setVisible("pdf-option", ["waiting", "sent"].includes(item.state));
  if (!byId("save-pdf").dataset.touched) byId("save-pdf").checked = item.save_pdf;
  if (item.about.posts) setText("what", getCountMessage("posts", item.about.posts));
  if (item.about.posts) drawStrip(item.about.posts, item.submission?.completeness?.missing?.length ?? 0, item.state === "done");
  preview.setSent(item.state === "done" || item.state === "sent");
  if (item.state === "done") showResults(item);
}

function showResults({ server, submission }) {
  byId("open").href = server + submission.thread_url;
  byId("pdf").href = server + submission.handouts.pdf;
  byId("html").href = server + submission.handouts.html;
  if (byId("results").hidden) {
    setVisible("results", true);
    byId("open").focus();
    api.runtime.sendMessage({ to: "background", kind: "seen" });
  }
}

const send = (kind, values = {}) => api.runtime.sendMessage({ to: "background", kind, ...values }).catch(() => null);
const tick = () => Promise.all([send("tick"), watch()]);
async function again(id) {
  const answer = await send("again", { id });
  if (id === context.id) context.id = answer?.id ?? id;
  await drawAll();
}

/** Opens the page for many threads at once, with these addresses in its list. */
async function openMany(addresses = []) {
  await api.storage.session.set({ many: addresses });
  await api.tabs.create({ url: api.runtime.getURL("many/many.html") });
  close();
}

const remove = (id) => send("remove", { id }).then(drawAll);

api.runtime.onMessage.addListener((message) => {
  if (message.to !== "popup") return;
  if (message.kind === "progress") progress(message);
  else drawAll();
});

byId("connect-button").addEventListener("click", async () => {
  // Browsers grant a permission only if the request is the first thing that a click does.
  await api.permissions.request({ origins: [context.pattern] });
  await showConnection();
  await tick();
});
byId("save-pdf").addEventListener("change", async ({ target }) => {
  const granted = await api.permissions.request({ permissions: ["downloads"] });
  target.dataset.touched = "yes";
  target.checked = granted && target.checked;
  if (target.checked && context.id) await send("savePdf", { id: context.id });
});
byId("send").addEventListener("click", sendNow);
byId("review").addEventListener("change", async ({ target }) => {
  await change({ review: target.checked });
  if (context.collecting) await pages.hold(context.tab.id, context.id, target.checked).catch(() => null);
});
byId("save-address").addEventListener("click", saveAddress);
byId("many").addEventListener("click", () => openMany());
byId("save-links").addEventListener("click", async () => openMany(await pages.selectedLinks(context.tab.id)));
byId("save").addEventListener("click", () => collect(pages.start));
byId("save-page").addEventListener("click", () => collect(pages.sendPage));
byId("save-selection").addEventListener("click", () => collect(pages.sendSelection));
byId("save-again").addEventListener("click", () => collect(context.page?.thread ? pages.start : pages.sendPage));
byId("cancel").addEventListener("click", cancel);
byId("retry").addEventListener("click", () => again(context.id));
byId("options").addEventListener("click", () => api.runtime.openOptionsPage());

begin();
