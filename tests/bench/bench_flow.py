"""From POST to the last byte of the PDF, and what the idle system weighs. Run by `./test bench flow`."""

from __future__ import annotations

import statistics
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.running import Running, running
from workers.render_process import IDLE_SECONDS

RUNS = 60
WORDS = ("quiet", "steady", "patient", "curious", "candid")
SAMPLE = [
    "In some companies the push for being product-led goes badly wrong. They build a product-fed culture instead.",
    "The first idea was that a more valuable product sits at the centre, rather than whatever the biggest customer asks for.",
    "But the name suggests to young teams that the product person is the one with all the power.",
    "So each function begins to work in a silo, and fights for a seat at the table.",
    "Each discipline then sees only what is valuable from its own point of view, and misses the bigger picture.",
    "It gets worse when the product person hands down mock-ups: here it is, build it, we will pay the debt later.",
    "That misses what a team is. The disciplines find together the best way to the outcome, within the constraints.",
    "Give your peers the context, then rely on their decisions, and explain your own.",
    "A better word is value-led: teams that deliver lasting value for customers and the business.",
]


def sample(run: int) -> str:
    """A thread of nine numbered points and a closing one, with a word changed so that no two runs are the same paste."""
    points = [f"{text} ({number}/9)" for number, text in enumerate(SAMPLE, 1)]
    points[0] = f"A {WORDS[run % len(WORDS)]} thought, number {run}. " + points[0]
    return "\n\n".join([*points, "So, what do you think? Does this sound familiar?"])


def once(server: Running, run: int) -> float:
    """Seconds from the POST to the last byte of the PDF."""
    began = time.perf_counter()
    submission = server.submit(text=sample(run))
    thread = None
    while thread is None:
        state = server.ask("GET", f"/api/v1/submissions/{submission}").json
        assert state["state"] != "failed", state
        thread = state["thread_id"]
        if thread is None:
            time.sleep(0.01)
    answer = server.ask("GET", f"/threads/{thread}/handout.pdf?wait=20")
    assert answer.status == 200, (answer.status, answer.body[:300])
    assert answer.body.rstrip().endswith(b"%%EOF")
    return time.perf_counter() - began


def proportional_memory(pids: list[int]) -> float:
    """The sum of PSS in MB: shared pages are counted once, spread over those who share them."""
    total = 0
    for pid in pids:
        with suppress(ProcessLookupError, FileNotFoundError):  # one that has ended, and is not buried yet, has none
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        with running(Path(folder)) as server:
            print(f"ready after {time.perf_counter() - began:.2f} s (target < 2 s)")
            for run in range(5):
                once(server, run)
            seconds = sorted(once(server, run) for run in range(5, 5 + RUNS))
            print(
                f"POST to last byte of the PDF, n={RUNS}: p50 {statistics.median(seconds):.3f} s (target 0.4), "
                f"p95 {seconds[int(0.95 * RUNS)]:.3f} s (target 0.8)"
            )
            time.sleep(IDLE_SECONDS + 2)  # until the processes that render have ended for want of work
            print(f"idle with two workers: {proportional_memory(server.family()):.0f} MB PSS (target 350)")


if __name__ == "__main__":
    main()
