// Editing: a point is cut where the cursor stands. Without this script an empty line in the text says where.

for (const form of document.querySelectorAll(".cutting form")) {
  const field = form.querySelector("textarea");
  const original = field.value;

  form.addEventListener("submit", () => {
    if (field.value !== original) return; // an empty line was written: the server finds it
    const position = document.createElement("input");
    position.type = "hidden";
    position.name = "at";
    position.value = [...original.slice(0, field.selectionStart)].length; // code points, not UTF-16
    form.append(position);
  });
}

// Opened by mouse or key, the field is ready to be cut in; Escape closes it.
for (const cutting of document.querySelectorAll("details.cutting")) {
  const field = cutting.querySelector("textarea");
  cutting.addEventListener("toggle", () => {
    if (!cutting.open) return;
    field.focus();
    field.setSelectionRange(0, 0);
  });
  cutting.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    cutting.open = false;
    cutting.querySelector("summary").focus();
  });
}
