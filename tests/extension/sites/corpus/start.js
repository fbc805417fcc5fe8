// Starts the look-alike that a page of the corpus is to be.
import { shows } from "../element.js";

document.documentElement.lang = shows.language;
document.documentElement.dir = shows.language === "ar" ? "rtl" : "ltr";
document.body.className = shows.site;
document.title = shows.title;
await import(`./${shows.site}.js`);
