import pytest

from services.document.reading.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I am a lawful permanent resident of the United States and apply for a permit.", "en"),
        ("Acta de nacimiento del registro civil de la ciudad de Madrid", "es"),
        ("Geburtsurkunde des Standesamtes der Stadt Zürich im Kanton Zürich", "de"),
        ("出生证明 中华人民共和国 公安部出入境管理局", "zh"),
        ("I AM A LAWFUL PERMANENT RESIDENT OF THE UNITED STATES AND APPLY FOR A PERMIT.", "en"),
        ("The monthly rent is due on the first day of each month. " * 2000, "en"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Anna",
        "12345 6789 $500 2020-01-01 33 44 22",
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
    ],
    ids=["nothing", "a name", "numbers", "machine-readable zone"],
)
def test_too_little_to_tell(text: str) -> None:
    assert detect_language(text) is None
