// Saves the PDF when it is ready: fetches it like everything else, with the token in a header and no cookies, and passes it to the
// browser's downloads.
import { api } from "../browser.js";
import * as outbox from "./outbox.js";
import { request } from "./server.js";

/** Downloads an item's PDF, once. Does nothing without the permission, which is requested when the option is chosen. */
export async function savePdf(server, item) {
  if (!(await api.permissions.contains({ permissions: ["downloads"] }))) return;
  await outbox.update(item.id, (stored) => ({ ...stored, save_pdf: false }));
  const response = await request(server, item.submission.handouts.pdf, { raw: true });
  const url = await blobUrl(await response.blob());
  await api.downloads.download({ url, filename: `${fileName(item.submission.title ?? item.about.title)}.pdf`, saveAs: false });
}

/** A URL for the file: Chrome's service workers cannot create blob URLs, and Firefox does not download data URLs. */
async function blobUrl(blob) {
  if (URL.createObjectURL) return URL.createObjectURL(blob);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const chunks = [];
  for (let at = 0; at < bytes.length; at += 0x8000) chunks.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return `data:application/pdf;base64,${btoa(chunks.join(""))}`;
}

/** A file name from a title, valid on every system. */
export function fileName(title) {
  const plain = (title ?? "").normalize("NFC").replace(/[\p{C}\\/:*?"<>|]/gu, " ").replace(/\s+/g, " ").trim();
  return plain.replace(/^[.\s]+|[.\s]+$/g, "").slice(0, 80).trim() || "thread";
}
