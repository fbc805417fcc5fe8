// The privacy page: what is sent where, in the reader's language.
import { fillIn, say } from "./browser.js";

fillIn();
document.title = say("privacy_title");
