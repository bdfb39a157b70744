"""Asks the running services, every question in a conversation of its own."""

import time
from collections.abc import Iterator, Mapping

from scripts.bench.stack import Stack
from scripts.quality.questions.asked import SETS, Asked, questions
from scripts.quality.questions.judging import Outcome, judge
from scripts.quality.questions.papers import Paper, vaults
from shared.rules.catalogue import load_rules


def ask_all(stack: Stack, ids: Mapping[str, str], names: Mapping[str, str] = SETS) -> dict[str, list[Outcome]]:
    """The outcomes of each half. `ids` are the vaults by their names."""
    papers = vaults()
    return {name: [*_ask(stack, ids, papers, questions(name))] for name in names}


def _ask(
    stack: Stack, ids: Mapping[str, str], papers: Mapping[str, list[Paper]], asked: Iterator[Asked]
) -> Iterator[Outcome]:
    rules = {rule.title: rule.says for rule in load_rules().rules}
    for one in asked:
        texts = rules | {paper.filename: paper.text for paper in papers[one.vault]}
        started = time.perf_counter()
        path = f"/vaults/{ids[one.vault]}/ask"
        answer = stack.call("POST", "assistant", path, json={"question": one.expected.ask}).json()
        yield judge(one, answer, time.perf_counter() - started, texts)
