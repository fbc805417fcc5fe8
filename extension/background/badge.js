// The badge on the toolbar button.
import { api } from "../browser.js";
import { badge } from "./item.js";

const COLOURS = { busy: "#3f4f9e", waiting: "#6b6f76", failed: "#a8481c", done: "#0f6b64", none: "#6b6f76" };

export async function show(items) {
  const { text, tone } = badge(items);
  await api.action.setBadgeBackgroundColor({ color: COLOURS[tone] });
  await api.action.setBadgeTextColor?.({ color: "#ffffff" });
  await api.action.setBadgeText({ text });
}
