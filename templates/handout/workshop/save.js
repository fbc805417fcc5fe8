// Saves the sheet with what was typed into it, as a file of its own. Where scripts may not run, the button stays hidden.
const button = document.querySelector(".save-sheet");
button.hidden = false;
button.addEventListener("click", () => {
  button.hidden = true;
  const file = new Blob(["<!DOCTYPE html>\n", document.documentElement.outerHTML], { type: "text/html" });
  button.hidden = false;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${document.title}.html`;
  link.click();
  URL.revokeObjectURL(link.href);
});
