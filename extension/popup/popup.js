// The popup: describes the page, has its thread collected and shows the progress until the handout is ready. On a page with a
// known thread it starts by itself; on other pages it offers what can be saved.
import { api, translatePage, isFirefox, getMessage, getCountMessage, formatList } from "../browser.js";
import { hostPattern } from "../background/address.js";
import { isHookEnabled } from "../background/capture_hook.js";
import * as outbox from "../background/outbox.js";
import * as pages from "../background/pages.js";
import { settings } from "../background/settings.js";
import { drawOutbox } from "./outbox_list.js";
import { byId, drawStrip, setText, setVisible } from "./drawing.js";
import { step } from "./steps.js";

const texts = { getMessage, getCountMessage, formatList };
const TICK_MS = 500;
const MAX_TRIES = 12; // for a page that is still loading, a quarter of a second apart
const RECENT_MS = 10 * 60 * 1000;

const context = { tab: null, page: null, id: null, pattern: null };

async function begin() {
  translatePage();
  const { server, start_at_once } = await settings();
  context.pattern = hostPattern(server.url, isFirefox);
  setText("connect-why", getMessage("connect_why", server.url));
  [context.tab] = await api.tabs.query({ active: true, currentWindow: true });
  await showConnection();
  setInterval(tick, TICK_MS);
  await readPage();
  const recent = await recentItem();
  if (isCollecting()) follow(context.page.running.id, context.page.running);
  else if (recent) follow(recent.id, recent.about);
  else if (context.page?.thread && context.page.posts && !context.page.selection && start_at_once) await collect(pages.start);
  else offer();
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

function offer() {
  const { page } = context;
  const changed = Boolean(page?.thread) && !page.posts;
  if (!page) setText("status", getMessage("no_page_here"));
  else if (!page.thread) setText("status", getMessage("no_thread_here"));
  showTrouble(changed ? getMessage("page_changed") : "");
  setVisible("save", Boolean(page?.posts && page.thread));
  offerPage(Boolean(page) && !page.posts, page?.thread);
  setVisible("save-selection", Boolean(page?.selection));
  if (page?.selection) setText("save-selection", getCountMessage("save_selection", page.selection));
}

function offerPage(visible, instead) {
  setText("save-page", getMessage(instead ? "save_page_instead" : "save_page"));
  setVisible("save-page", visible);
}

async function collect(command) {
  context.id = crypto.randomUUID();
  for (const button of ["save", "save-page", "save-selection", "retry"]) setVisible(button, false);
  setVisible("results", false);
  showTrouble("");
  setVisible("cancel", command === pages.start);
  setText("status", getMessage("collecting"));
  await command(context.tab.id, context.id);
}

function follow(id, { posts, author } = {}) {
  context.id = id;
  if (posts) showPage({ ...context.page, posts, author: author ?? context.page?.author });
  setVisible("cancel", isCollecting());
  return drawAll();
}

function progress({ id, posts, author, ended, failed, hidden }) {
  if (id !== context.id) return;
  if (posts) showPage({ ...context.page, posts, author: author ?? context.page.author });
  if (!ended) setText("status", getMessage(hidden ? "come_back" : "collecting"));
  if (!ended) return;
  setVisible("cancel", false);
  if (failed) {
    setText("status", "");
    showTrouble(getMessage(`failed_${failed}`));
    offerRetry(failed);
  }
}

function offerRetry(failed) {
  setVisible("save", failed === "cancelled");
  offerPage(failed === "nothing_found", true);
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
  setVisible("cancel", false);
  setVisible("retry", item.state === "failed" || Boolean(item.error));
  offerPage(item.state === "failed" && item.submission !== null && item.about.posts !== null, true);
  setVisible("pdf-option", ["waiting", "sent"].includes(item.state));
  if (!byId("save-pdf").dataset.touched) byId("save-pdf").checked = item.save_pdf;
  if (item.about.posts) setText("what", getCountMessage("posts", item.about.posts));
  if (item.about.posts) drawStrip(item.about.posts, item.submission?.completeness?.missing?.length ?? 0, item.state === "done");
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

function showTrouble(text) {
  setText("trouble", text);
  setVisible("trouble", text !== "");
}

const send = (kind, values = {}) => api.runtime.sendMessage({ to: "background", kind, ...values }).catch(() => null);
const tick = () => send("tick");
async function again(id) {
  const answer = await send("again", { id });
  if (id === context.id) context.id = answer?.id ?? id;
  await drawAll();
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
byId("save").addEventListener("click", () => collect(pages.start));
byId("save-page").addEventListener("click", () => collect(pages.sendPage));
byId("save-selection").addEventListener("click", () => collect(pages.sendSelection));
byId("save-again").addEventListener("click", () => collect(context.page?.thread ? pages.start : pages.sendPage));
byId("cancel").addEventListener("click", () => pages.cancel(context.tab.id));
byId("retry").addEventListener("click", () => again(context.id));
byId("options").addEventListener("click", () => api.runtime.openOptionsPage());

begin();
