"""Fills in the real forms from the vaults, over HTTP, and compares with what a person would write."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from scripts.bench.stack import Stack
from services.document.catalogue.catalogue import parse

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "documents"
"""The blank forms are not part of the project."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What came of a form: `faults` say which field is wrong or missed."""

    vault: str
    form: str
    fields: int
    counts: Counter[str]
    faults: list[str]


def fill_all(stack: Stack, ids: Mapping[str, str]) -> list[Filled]:
    """Every form for every vault; none where the forms are not beside the project."""
    if not FOLDER.is_dir():
        return []
    expected = parse(files(__package__).joinpath("expected.yaml"))
    return [
        _filled(stack, ids[vault], vault, code, expected["forms"][code], wanted)
        for vault, forms in expected["vaults"].items()
        for code, wanted in forms.items()
    ]


def _filled(
    stack: Stack, vault_id: str, vault: str, code: str, form: Mapping[str, dict[str, str]], wanted: Mapping[str, str]
) -> Filled:
    filename = str(form["file"])
    document_id = stack.upload(vault_id, filename, (FOLDER / filename).read_bytes())
    path = f"/vaults/{vault_id}/auto-fill"
    answer = stack.call("POST", "assistant", path, json={"document_id": document_id}).json()
    names = {field: short for short, field in form["fields"].items()}
    got = {names.get(field["name"], field["name"]): field["value"] for field in answer["fields"]}
    verdicts = list(_judged(got, wanted))
    counts = Counter(verdict for verdict, _ in verdicts)
    faults = [f"{name} is {verdict}" for verdict, name in verdicts if verdict != "right"]
    return Filled(vault, code, answer["form"]["field_count"], counts, faults)


def _judged(got: Mapping[str, str], wanted: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name in {**got, **wanted}:
        if name not in got:
            yield "missed", name
        else:
            yield "right" if got[name].strip() == wanted.get(name) else "wrong", name
