"""The real documents beside the project, where a checkout has them: what must come out stands in their README."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from scripts.quality.facts import TODAY
from scripts.quality.reading import read_file
from services.document.catalogue.catalogue import load_catalogue
from services.document.classification.classify import classify
from services.document.mrz.find import find_mrz
from services.document.reading.errors import UnreadableDocument
from services.document.reading.page import Page
from services.document.reading.sniff import TEXT

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "documents"

NAMES = {"surname": "ERIKSSON", "given_names": "ANNA MARIA"}
PERSON = {**NAMES, "date_of_birth": "1974-08-12"}
ZONES = {
    "specimen-td1.jpg": {**PERSON, "expiration_date": "2012-04-15"},
    "specimen-td2.jpg": {**PERSON, "expiration_date": "2012-04-15"},
    "specimen-td3.jpg": {**PERSON, "expiration_date": "2012-04-15"},
    "specimen-mrva.jpg": {**NAMES, "document_number": "L8988901C", "expiration_date": "1996-12-10"},
    "specimen-mrvb.jpg": {**NAMES, "document_number": "L8988901C", "expiration_date": "1996-12-10"},
}
FORMS = {"form-i-9-blank.pdf": "I9", "form-i-131-blank.pdf": "I131"}
TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".pdf": "application/pdf", ".txt": TEXT}
MOST_CHARACTER_ERRORS = 0.02
MOST_SKEW_ERRORS = 0.05
"""Between a page and the same page skewed, both read by us."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What came out of one thing that is measured by itself, such as a real document."""

    name: str
    expected: str
    read: str
    holds: bool


def read_specimens(folder: Path = FOLDER) -> list[Finding]:
    """A finding for each; a single one, that says so, where there is no such folder."""
    if not folder.is_dir():
        return [Finding("real documents", "`../shared/data/documents`", "skipped: not beside the project", holds=True)]
    return [*_zones(folder), *_forms(folder), *_scans(folder), _damaged(folder / "scan-invalid.pdf")]


def _zones(folder: Path) -> Iterator[Finding]:
    for name, expected in ZONES.items():
        mrz = find_mrz(_read(folder / name), today=TODAY)
        values = {key: mrz.fields[key].value for key in expected if key in mrz.fields} if mrz else {}
        yield Finding(name, _said(expected), _said(values), values == expected)
    name = "specimen-nomrz.jpg"
    invented = find_mrz(_read(folder / name), today=TODAY)
    yield Finding(name, "no zone", invented.lines[0] if invented else "no zone", invented is None)


def _forms(folder: Path) -> Iterator[Finding]:
    for name, code in FORMS.items():
        found = classify(_read(folder / name), None, load_catalogue())
        yield Finding(name, code, f"{found.code} ({found.confidence})", found.code == code)


def _scans(folder: Path) -> Iterator[Finding]:
    linn = _text(_read(folder / "scan-linn.png"))
    truth = " ".join((folder / "scan-linn.txt").read_text().split())
    yield _compared("scan-linn.png", truth, linn, MOST_CHARACTER_ERRORS)
    for name in ("scan-typewriter.png", "scan-c02-22.pdf"):
        pages = _read(folder / name)
        score = min(page.score for page in pages)
        yield Finding(name, "certainty ≥ 0.9", f"{score:.3f}", score >= 0.9)
    skewed, turned = (_text(_read(folder / f"scan-{name}.pdf")) for name in ("skew", "rotated_skew"))
    yield _compared("scan-rotated_skew.pdf", skewed, turned, MOST_SKEW_ERRORS)


def _damaged(path: Path) -> Finding:
    try:
        pages = _read(path)
    except UnreadableDocument as error:
        return Finding(path.name, "refused", error.reason, holds=True)
    return Finding(path.name, "refused", f"{len(pages)} pages", holds=False)


def _compared(name: str, truth: str, text: str, limit: float) -> Finding:
    errors = Levenshtein.distance(truth, text) / len(truth)
    return Finding(name, f"characters wrong ≤ {limit:.0%}", f"{errors:.1%}", errors <= limit)


def _read(path: Path) -> list[Page]:
    return read_file(path, TYPES[path.suffix])


def _text(pages: list[Page]) -> str:
    return " ".join(" ".join(page.text for page in pages).split())


def _said(values: dict[str, str]) -> str:
    return ", ".join(values.values()) or "nothing"
