"""Asks the running services: every paper uploaded, every question in a conversation of its own."""

import time
from collections.abc import Iterator, Mapping

from scripts.bench.stack import Stack, running_stack
from scripts.quality.questions.asked import SETS, Asked, questions
from scripts.quality.questions.judging import Outcome, judge
from scripts.quality.questions.papers import Paper, today, vaults
from shared.rules.catalogue import load_rules


def ask_all(names: Mapping[str, str] = SETS) -> dict[str, list[Outcome]]:
    """The outcomes of each half, from a stack of their own whose assistant counts from the day of the set."""
    with running_stack({"IMMIBLOX_ANSWERS_AS_OF": today().isoformat()}) as stack:
        papers = vaults()
        ids = {name: stack.new_vault() for name in papers}
        for name, stored in papers.items():
            _store(stack, ids[name], stored)
        return {name: [*_ask(stack, ids, papers, questions(name))] for name in names}


def _store(stack: Stack, vault_id: str, papers: list[Paper]) -> None:
    for paper in papers:
        stack.upload(vault_id, paper.filename, paper.text.encode())


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
