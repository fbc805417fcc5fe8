// Saving the PDF when it is ready: fetched like everything else, with the token in a header and no cookies, then handed to
// the browser's downloads.
import { api } from "../browser.js";
import * as outbox from "./outbox.js";
import { ask } from "./server.js";

/** Download an item's PDF, once. Without the permission nothing happens: it was asked for when the wish was made. */
export async function savePdf(server, item) {
  if (!(await api.permissions.contains({ permissions: ["downloads"] }))) return;
  await outbox.update(item.id, (there) => ({ ...there, save_pdf: false }));
  const response = await ask(server, item.submission.handouts.pdf, { raw: true });
  const url = await addressOf(await response.blob());
  await api.downloads.download({ url, filename: `${fileName(item.submission.title ?? item.about.title)}.pdf`, saveAs: false });
}

/** Chrome's service workers cannot make blob addresses, and Firefox does not download data addresses. */
async function addressOf(blob) {
  if (URL.createObjectURL) return URL.createObjectURL(blob);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const chunks = [];
  for (let at = 0; at < bytes.length; at += 0x8000) chunks.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return `data:application/pdf;base64,${btoa(chunks.join(""))}`;
}

/** A title as a file's name, for every system. */
export function fileName(title) {
  const plain = (title ?? "").normalize("NFC").replace(/[\p{C}\\/:*?"<>|]/gu, " ").replace(/\s+/g, " ").trim();
  return plain.replace(/^[.\s]+|[.\s]+$/g, "").slice(0, 80).trim() || "thread";
}
