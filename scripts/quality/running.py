"""Makes and reads documents on every core, and keeps the files that came out wrong."""

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from scripts.quality.documents import Order, make
from scripts.quality.measures import is_read_well
from scripts.quality.reading import Outcome, read

KEPT = Path("var/quality")
SUFFIXES = {"application/pdf": ".pdf", "image/png": ".png", "image/tiff": ".tiff"}


def read_all(chosen: Sequence[Order], workers: int) -> list[Outcome]:
    """What came out of each, in order, with the progress on the terminal."""
    outcomes = []
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        for number, outcome in enumerate(pool.map(read_one, chosen), start=1):
            outcomes.append(outcome)
            print(f"\r{number} of {len(chosen)} documents", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return outcomes


def read_one(order: Order) -> Outcome:
    """Make and read one document. Its file and the text that was read stay where something is wrong."""
    made = make(order)
    path = KEPT / f"{order.name}{SUFFIXES[made.content_type]}"
    path.write_bytes(made.content)
    outcome = read(order, made, path)
    if is_read_well(outcome):
        path.unlink()
    else:
        path.with_suffix(".txt").write_text(outcome.text)
    return outcome
