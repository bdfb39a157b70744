"""Measures how well documents are read, questions answered and forms filled in.

Prints the tables, and writes them into docs/quality.md and quality.json.

Ends with 1 where a limit is missed. Files that came out wrong are kept in var/quality.
"""

import argparse
import shutil
import sys
from collections.abc import Iterator

from scripts.quality.documents import Order, orders, text_orders, zone_orders
from scripts.quality.forms.filling import fill_all
from scripts.quality.forms.report import FormsReport
from scripts.quality.questions.asking import ask_all
from scripts.quality.questions.papers import stocked_stack
from scripts.quality.questions.report import AnswersReport
from scripts.quality.recall import measure
from scripts.quality.report import Report, Split
from scripts.quality.running import KEPT, read_all
from scripts.quality.specimens import Finding, read_specimens

SEED, HELD_OUT_SEED = 1, 2
"""The first may be tuned to. Nobody looks at documents of the second but to count them."""

WORKERS = 2
LEAST_RECALL = 0.99


def main() -> None:
    options = _options()
    if options.questions:
        sys.exit(0 if _answers_hold() else 1)
    shutil.rmtree(KEPT, ignore_errors=True)
    KEPT.mkdir(parents=True)
    splits = [
        Split(name, read_all(list(_chosen(options, held_out=held_out)), options.workers))
        for name, held_out in (("tuning", False), ("held out", True))
        if options.split in {None, name}
    ]
    is_whole = options.type is None and options.split is None and not options.text
    report = Report(splits, [*read_specimens(), *_recall()] if is_whole else ())
    report.show()
    report.save(KEPT)
    if is_whole:
        report.publish()
    sys.exit(0 if report.holds and (not is_whole or _answers_hold()) else 1)


def _answers_hold() -> bool:
    with stocked_stack() as (stack, ids):
        answers = AnswersReport(ask_all(stack, ids))
        forms = FormsReport(fill_all(stack, ids))
    print("\n".join([*answers.lines(), "", *forms.lines()]))
    answers.publish()
    forms.publish()
    return answers.holds and forms.holds


def _recall() -> Iterator[Finding]:
    for found in measure():
        name = f"recall@10, vault of {found.chunks:,} chunks"
        yield Finding(name, f"≥ {LEAST_RECALL}", f"{found.recall:.4f}", found.recall >= LEAST_RECALL)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-quality", description=__doc__)
    parser.add_argument("--type", help="only documents of this type")
    parser.add_argument("--seed", type=int, help=f"another seed for both halves instead of {SEED} and {HELD_OUT_SEED}")
    parser.add_argument("--per-type", type=int, default=3, help="documents of each type in each half (3)")
    parser.add_argument("--quick", action="store_true", help="one document of each type: under 5 minutes")
    parser.add_argument("--questions", action="store_true", help="only questions and forms: a minute")
    parser.add_argument("--split", choices=("tuning", "held out"), help="only one half")
    parser.add_argument("--text", action="store_true", help="no OCR: all documents with a text layer, about a minute")
    parser.add_argument("--workers", type=int, default=WORKERS, help="processes, one core each (2)")
    return parser.parse_args()


def _chosen(options: argparse.Namespace, *, held_out: bool) -> Iterator[Order]:
    seed = options.seed or (HELD_OUT_SEED if held_out else SEED)
    per_type = 1 if options.quick else options.per_type
    if options.text:
        yield from text_orders(seed, per_type, held_out=held_out, only=options.type)
        return
    yield from orders(seed, per_type, held_out=held_out, only=options.type)
    if options.type is None:
        yield from zone_orders(seed, 2 if options.quick else 9, held_out=held_out)


if __name__ == "__main__":
    main()
