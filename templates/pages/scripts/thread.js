// The thread page: the strip marks the point that is being read, and arrow keys move along it. Everything else works without scripts.

const beads = [...document.querySelectorAll(".rail a")];
const byPosition = new Map(beads.map((bead) => [bead.getAttribute("href").slice("#point-".length), bead]));
let current = null;

// The strip is one stop for the Tab key; arrow keys go from bead to bead.
function focusable(bead) {
  for (const other of beads) other.setAttribute("tabindex", other === bead ? "0" : "-1");
}

function mark(bead) {
  if (!bead || bead === current) return;
  current?.removeAttribute("aria-current");
  bead.setAttribute("aria-current", "location");
  current = bead;
}

const KEYS = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };

document.querySelector(".rail")?.addEventListener("keydown", (event) => {
  const step = KEYS[event.key];
  const place = beads.indexOf(event.target.closest("a"));
  if (!step || place < 0) return;
  event.preventDefault();
  const next = beads[Math.max(0, Math.min(beads.length - 1, place + step))];
  focusable(next);
  next.focus();
});

// The point that crosses a line a little below the strip is the one being read.
const observer = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) if (entry.isIntersecting) mark(byPosition.get(entry.target.dataset.position));
  },
  { rootMargin: "-25% 0px -70% 0px" },
);
for (const point of document.querySelectorAll(".point")) observer.observe(point);

if (beads.length) focusable(beads[0]);

// The formats close by the Escape key and by a click elsewhere, as a menu does.
const formats = document.querySelector("details.formats");
if (formats) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && formats.open) {
      formats.open = false;
      formats.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (formats.open && !formats.contains(event.target)) formats.open = false;
  });
}

// The Escape key hides a tooltip, since it may cover text.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.activeElement?.closest(".tagged")?.classList.add("quiet");
});
document.addEventListener("focusout", (event) => event.target.closest?.(".tagged")?.classList.remove("quiet"));
