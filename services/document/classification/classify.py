"""Which type of the catalogue a document is: signals are weighed, and without enough of them the answer is OTHER."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from services.document.catalogue.catalogue import Catalogue, DocumentType
from services.document.classification.guesses import guess
from services.document.classification.prose import is_explanation
from services.document.classification.search import PageText
from services.document.classification.signals import (
    ClassificationMethod,
    Likeness,
    Signal,
    bears_unknown_number,
    embedding_signals,
    filename_signals,
    form_signals,
    is_footer,
    label_signals,
    mrz_signals,
    omb_signals,
    strongest,
    wording_signals,
)
from services.document.classification.verdict import (
    HINTS,
    LETTER,
    THRESHOLD,
    UNSURE,
    Classification,
    decisive,
    evidence_of,
    sureness,
)
from services.document.mrz.reading import MrzReading
from services.document.reading.page import Page

DOUBT = 0.9 * THRESHOLD
# That it is a letter says already what half of the wording of a narrower kind of letter would.
ENOUGH_BESIDE_LETTER = 1.5
FIRST_PERSON = {LETTER, "AFFIDAVIT", "RECOMMENDATION", "SPONSOR_LETTER"}
CEILINGS = {ClassificationMethod.PHRASE: 2.5, ClassificationMethod.LABEL: 2.0}
# Beyond these pages a packet holds other papers; forms bear their number on each page anyway.
PAGES_READ = 8


def classify(
    pages: Sequence[Page],
    mrz: MrzReading | None,
    catalogue: Catalogue,
    filename: str | None = None,
    likeness: Likeness | None = None,
) -> Classification:
    """The type that most speaks for; `OTHER` with low confidence where too little does.

    A type that is more specific than the best one wins over it as soon as enough speaks for it alone. `likeness` breaks
    ties and never makes an answer sure; of a text that explains documents it counts only where it reads like one.
    """
    texts = _texts(pages)
    found: dict[str, list[Signal]] = defaultdict(list)
    for signal in strongest(_signals(texts, mrz, catalogue, filename)):
        found[signal.code].append(signal)
    likeness = likeness or Likeness()
    explains = is_explanation(texts) and not _is_in_first_person(found)
    if texts and (likeness.is_to_example or not explains) and not bears_unknown_number(catalogue, texts[0]):
        for hint in embedding_signals(likeness, texts[0]):
            found[hint.code].append(hint)
    scores = {code: score for code, signals in found.items() if (score := _score(signals)) > 0}
    if _is_about_forms(scores, texts, catalogue):
        scores = _without_cited_forms(scores, found, catalogue)
    if explains:
        scores = {code: score if _is_anchored(found[code]) else min(score, DOUBT) for code, score in scores.items()}
    return _decide(found, scores, catalogue)


def _decide(found: Mapping[str, list[Signal]], scores: dict[str, float], catalogue: Catalogue) -> Classification:
    ranked = sorted(scores, key=lambda code: (-scores[code], code))
    if not ranked or scores[ranked[0]] < THRESHOLD:
        return guess(found, scores, ranked)
    code = _most_specific(ranked[0], ranked, found, scores, catalogue)
    telling = decisive(found[code])
    rivals = [other for other in ranked if other != code]
    confidence = _confidence(code, rivals, scores, catalogue)
    if code == LETTER or _score([signal for signal in found[code] if signal.method not in HINTS]) < THRESHOLD:
        confidence = min(confidence, UNSURE)
    return Classification(
        code,
        confidence,
        evidence_of(telling),
        (rivals[0], sureness(scores[rivals[0]])) if rivals else None,
        telling.method,
    )


def _texts(pages: Sequence[Page]) -> list[PageText]:
    written = [page for page in pages if page.lines][:PAGES_READ]
    texts = (PageText(page, is_first=index == 0) for index, page in enumerate(written))
    return [text for text in texts if text.segments]


def _signals(
    texts: list[PageText], mrz: MrzReading | None, catalogue: Catalogue, filename: str | None
) -> Iterator[Signal]:
    if mrz is not None:
        yield from mrz_signals(catalogue, mrz, texts[0].number if texts else mrz.page)
    for text in texts:
        yield from omb_signals(catalogue, text)
        yield from form_signals(catalogue, text)
        yield from wording_signals(catalogue, text)
        yield from label_signals(catalogue, text)
    if filename:
        yield from filename_signals(catalogue, filename)


def _score(signals: list[Signal]) -> float:
    """Sum of the weights, each kind up to its ceiling; hints count only beside something in the file."""
    sums: dict[ClassificationMethod, float] = defaultdict(float)
    for signal in signals:
        sums[signal.method] += signal.weight
    if set(sums) <= HINTS:
        return 0.0
    return sum(min(weight, CEILINGS.get(method, weight)) for method, weight in sums.items())


def _is_about_forms(scores: dict[str, float], texts: list[PageText], catalogue: Catalogue) -> bool:
    """Whether it is a notice or letter about a form, which it names like a title, or a form of another number."""
    notice = any(score >= THRESHOLD and catalogue.by_code(code).cites_forms for code, score in scores.items())
    return notice or bool(texts and bears_unknown_number(catalogue, texts[0]))


def _without_cited_forms(
    scores: dict[str, float], found: dict[str, list[Signal]], catalogue: Catalogue
) -> dict[str, float]:
    return {
        code: score / 2 if _may_be_cited(catalogue.by_code(code), found[code]) else score
        for code, score in scores.items()
    }


def _may_be_cited(kind: DocumentType, signals: list[Signal]) -> bool:
    numbered = any(signal.method is ClassificationMethod.OMB_NUMBER for signal in signals)
    return bool(kind.omb_number) and not numbered


def _is_in_first_person(found: dict[str, list[Signal]]) -> bool:
    """Whether somebody greets, takes leave, swears or vouches: letters and affidavits are prose too."""
    return any(signal.method is ClassificationMethod.PHRASE for code in FIRST_PERSON for signal in found.get(code, ()))


def _is_anchored(signals: list[Signal]) -> bool:
    """Whether it bears what only the document itself bears: a zone, a control number, a form's footer."""
    return any(
        signal.method in {ClassificationMethod.MRZ, ClassificationMethod.OMB_NUMBER} or is_footer(signal)
        for signal in signals
    )


def _most_specific(
    best: str, ranked: list[str], found: Mapping[str, list[Signal]], scores: dict[str, float], catalogue: Catalogue
) -> str:
    for code in ranked:
        enough = ENOUGH_BESIDE_LETTER if best == LETTER else THRESHOLD
        if best in catalogue.by_code(code).more_specific_than and scores[code] >= enough:
            if _is_numbered(found[best]) and _only_phrases(found[code]):
                continue
            return _most_specific(code, ranked, found, scores, catalogue)
    return best


def _is_numbered(signals: list[Signal]) -> bool:
    return any(signal.method is ClassificationMethod.FORM_NUMBER for signal in signals)


def _only_phrases(signals: list[Signal]) -> bool:
    """Whether nothing but phrases, labels and hints speaks for it: less than the number of the wider type's form."""
    told = {signal.method for signal in signals} - HINTS
    return told <= {ClassificationMethod.PHRASE, ClassificationMethod.LABEL}


def _confidence(code: str, rivals: list[str], scores: dict[str, float], catalogue: Catalogue) -> float:
    """Sureness, less where a type that is neither wider nor narrower comes close."""
    wider = catalogue.by_code(code).more_specific_than
    strangers = (
        scores[other]
        for other in rivals
        if other not in wider and code not in catalogue.by_code(other).more_specific_than
    )
    rival = max(strangers, default=0.0)
    return round(sureness(scores[code]) * scores[code] ** 2 / (scores[code] ** 2 + rival**2), 3)
