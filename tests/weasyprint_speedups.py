"""Says loudly when PDFs are rendered without the speed-ups; `./test` runs it."""

from __future__ import annotations

import sys

from workers.handouts.pdf.weasyprint_speedups import obstacle

if __name__ == "__main__":
    reason = obstacle()
    sys.exit(reason and f"PDFS ARE RENDERED WITHOUT THE SPEED-UPS, in twice the time: {reason}. See docs/handouts.md.")
