// The badge on the toolbar button.
import { api } from "../browser.js";
import { badge } from "./item.js";

const COLOURS = { busy: "#3f4f9e", waiting: "#6b6f76", failed: "#a8481c", done: "#0f6b64", none: "#6b6f76" };

export const showBadge = (items) => paint(badge(items));

/** Shows that a page is being collected without the popup, or that this failed. */
export const showBusy = (busy) => paint(busy ? { text: "…", tone: "busy" } : { text: "!", tone: "failed" });

async function paint({ text, tone }) {
  await api.action.setBadgeBackgroundColor({ color: COLOURS[tone] });
  await api.action.setBadgeTextColor?.({ color: "#ffffff" });
  await api.action.setBadgeText({ text });
}
