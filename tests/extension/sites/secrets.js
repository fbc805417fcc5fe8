// Shadow trees, and a rule that stands in no element.
const open = document.getElementById("host").attachShadow({ mode: "open" });
open.innerHTML = '<p>Words in the open shadow.</p><slot name="inner"></slot><input value="SECRET-SHADOW">';
document.getElementById("closed").attachShadow({ mode: "closed" }).innerHTML = "<p>Words in the closed shadow.</p>";
document.getElementById("style").sheet.insertRule("p { color: rgb(1, 2, 3) }");
