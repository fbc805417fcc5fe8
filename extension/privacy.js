// The privacy page: what is sent where, in the reader's language.
import { translatePage, getMessage } from "./browser.js";

translatePage();
document.title = getMessage("privacy_title");
