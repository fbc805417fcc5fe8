// The popup: sees what the page holds, has it collected, and follows it until the handout is there. One click: it starts by
// itself where it knows the thread; where it does not, it offers what can be done.
import { api, fillIn, isFirefox, say, sayCount, sayList } from "../browser.js";
import { hostPattern } from "../background/address.js";
import { isHearing } from "../background/hearing.js";
import * as outbox from "../background/outbox.js";
import * as pages from "../background/pages.js";
import { settings } from "../background/settings.js";
import { drawOutbox } from "./outbox_list.js";
import { byId, drawStrip, put, show } from "./drawing.js";
import { step } from "./steps.js";

const words = { say, sayCount, sayList };
const TICK_MS = 500;
const LOOKS = 12; // at a page that is still loading, a quarter of a second apart
const TELL_AGAIN_MS = 10 * 60 * 1000;

const now = { tab: null, page: null, id: null, pattern: null };

async function begin() {
  fillIn();
  const { server, start_at_once } = await settings();
  now.pattern = hostPattern(server.url, isFirefox);
  put("connect-why", say("connect_why", server.url));
  [now.tab] = await api.tabs.query({ active: true, currentWindow: true });
  await showConnection();
  setInterval(tick, TICK_MS);
  await see();
  const earlier = await earlierItem();
  if (underWay()) follow(now.page.running.id, now.page.running);
  else if (earlier) follow(earlier.id, earlier.about);
  else if (now.page?.thread && now.page.posts && !now.page.selection && start_at_once) await collect(pages.start);
  else offer();
}

const underWay = () => Boolean(now.page?.running && !now.page.running.ended);

/** Look at the page; a thread's page may still be loading, or has to be loaded once more for complete capture. */
async function see() {
  if (!now.tab || !(await pages.enter(now.tab.id))) return;
  now.page = await pages.look(now.tab.id);
  if (now.page.deaf && !underWay() && (await isHearing())) {
    put("status", say("reloading"));
    await pages.reload(now.tab.id);
    now.page = await pages.look(now.tab.id);
  }
  for (let look = 1; look < LOOKS && now.page.thread && !now.page.posts; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    now.page = await pages.look(now.tab.id);
  }
  showPage(now.page);
}

/** What was sent from this very page a little while ago: it is shown, not sent again. */
async function earlierItem() {
  const items = await outbox.all();
  return items.find((item) => item.about.url === now.tab?.url && item.made_at > Date.now() - TELL_AGAIN_MS);
}

async function showConnection() {
  show("connect", !(await api.permissions.contains({ origins: [now.pattern] })));
}

function showPage({ author, posts, title }) {
  put("who", author?.handle ? `@${author.handle}` : (author?.name ?? title ?? ""));
  put("what", posts ? sayCount("posts_so_far", posts) : "");
  drawStrip(posts);
}

function offer() {
  const { page } = now;
  const changed = Boolean(page?.thread) && !page.posts;
  if (!page) put("status", say("no_page_here"));
  else if (!page.thread) put("status", say("no_thread_here"));
  tellTrouble(changed ? say("page_changed") : "");
  show("save", Boolean(page?.posts && page.thread));
  offerPage(Boolean(page) && !page.posts, page?.thread);
  show("save-selection", Boolean(page?.selection));
  if (page?.selection) put("save-selection", sayCount("save_selection", page.selection));
}

function offerPage(shown, instead) {
  put("save-page", say(instead ? "save_page_instead" : "save_page"));
  show("save-page", shown);
}

async function collect(how) {
  now.id = crypto.randomUUID();
  for (const button of ["save", "save-page", "save-selection", "retry"]) show(button, false);
  show("results", false);
  tellTrouble("");
  show("cancel", how === pages.start);
  put("status", say("collecting"));
  await how(now.tab.id, now.id);
}

function follow(id, { posts, author } = {}) {
  now.id = id;
  if (posts) showPage({ ...now.page, posts, author: author ?? now.page?.author });
  show("cancel", underWay());
  return drawAll();
}

function progress({ id, posts, author, ended, failed, hidden }) {
  if (id !== now.id) return;
  if (posts) showPage({ ...now.page, posts, author: author ?? now.page.author });
  if (!ended) put("status", say(hidden ? "come_back" : "collecting"));
  if (!ended) return;
  show("cancel", false);
  if (failed) {
    put("status", "");
    tellTrouble(say(`failed_${failed}`));
    offerAfter(failed);
  }
}

function offerAfter(failed) {
  show("save", failed === "cancelled");
  offerPage(failed === "nothing_found", true);
}

/** Draw what the outbox knows: of this page's item large, of the others in a list. */
async function drawAll() {
  const items = await outbox.all();
  const mine = items.find((item) => item.id === now.id);
  if (mine) drawMine(mine);
  drawOutbox(items.filter((item) => item !== mine), words, { again, remove });
}

function drawMine(item) {
  const { text, tone } = step(item, words);
  put("status", tone === "trouble" && item.state !== "done" ? "" : text);
  byId("status").className = item.state === "done" ? tone : "";
  tellTrouble(tone === "trouble" && item.state !== "done" ? text : "");
  show("cancel", false);
  show("retry", item.state === "failed" || Boolean(item.error));
  offerPage(item.state === "failed" && item.submission !== null && item.about.posts !== null, true);
  show("wish", ["waiting", "sent"].includes(item.state));
  if (!byId("save-pdf").dataset.touched) byId("save-pdf").checked = item.save_pdf;
  if (item.about.posts) put("what", sayCount("posts", item.about.posts));
  if (item.about.posts) drawStrip(item.about.posts, item.submission?.completeness?.missing?.length ?? 0, item.state === "done");
  if (item.state === "done") showResults(item);
}

function showResults({ server, submission }) {
  byId("open").href = server + submission.thread_url;
  byId("pdf").href = server + submission.handouts.pdf;
  byId("html").href = server + submission.handouts.html;
  if (byId("results").hidden) {
    show("results", true);
    byId("open").focus();
    api.runtime.sendMessage({ to: "background", kind: "seen" });
  }
}

function tellTrouble(text) {
  put("trouble", text);
  show("trouble", text !== "");
}

const tell = (kind, values = {}) => api.runtime.sendMessage({ to: "background", kind, ...values }).catch(() => null);
const tick = () => tell("tick");
async function again(id) {
  const answer = await tell("again", { id });
  if (id === now.id) now.id = answer?.id ?? id;
  await drawAll();
}

const remove = (id) => tell("remove", { id }).then(drawAll);

api.runtime.onMessage.addListener((message) => {
  if (message.to !== "popup") return;
  if (message.kind === "progress") progress(message);
  else drawAll();
});

byId("connect-button").addEventListener("click", async () => {
  // A permission is granted only when asking for it is the first thing that a click does.
  await api.permissions.request({ origins: [now.pattern] });
  await showConnection();
  await tick();
});
byId("save-pdf").addEventListener("change", async ({ target }) => {
  const granted = await api.permissions.request({ permissions: ["downloads"] });
  target.dataset.touched = "yes";
  target.checked = granted && target.checked;
  if (target.checked && now.id) await tell("savePdf", { id: now.id });
});
byId("save").addEventListener("click", () => collect(pages.start));
byId("save-page").addEventListener("click", () => collect(pages.startPage));
byId("save-selection").addEventListener("click", () => collect(pages.select));
byId("save-again").addEventListener("click", () => collect(now.page?.thread ? pages.start : pages.startPage));
byId("cancel").addEventListener("click", () => pages.cancel(now.tab.id));
byId("retry").addEventListener("click", () => again(now.id));
byId("options").addEventListener("click", () => api.runtime.openOptionsPage());

begin();
