from collections.abc import Mapping

import numpy as np
import pytest
from rapidocr.ch_ppocr_rec.utils import CTCLabelDecode

from services.document.mrz.alphabet import ALPHABET
from services.document.reading.zones import Likelihoods, ZoneDecoder, is_like_zone

CHARACTERS = [*ALPHABET, *"abcdefgく|∪Ａ.エ"]
DATA = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"

Step = Mapping[str, float]


@pytest.fixture
def decoder() -> ZoneDecoder:
    plain = CTCLabelDecode(list(CHARACTERS))
    return ZoneDecoder(plain, CTCLabelDecode(list(ALPHABET)), plain.character)


def likelihoods(*steps: Step) -> Likelihoods:
    """A line of the given steps; a blank follows each."""
    columns = ["", *CHARACTERS, " "]
    line = np.zeros((1, 2 * len(steps), len(columns)), np.float32)
    line[0, 1::2, 0] = 1
    for number, step in enumerate(steps):
        for character, likelihood in step.items():
            line[0, 2 * number, columns.index(character)] = likelihood
    return line


def printed(text: str) -> list[Step]:
    return [{character: 0.9} for character in text]


def read(decoder: ZoneDecoder, *steps: Step) -> tuple[str, float]:
    ((text, score),), (places,) = decoder(
        likelihoods(*steps), return_word_box=True, wh_ratio_list=[9.0], max_wh_ratio=9.0
    )
    assert sum(len(word) for word in places.words) == len(text.replace(" ", ""))
    return text, score


@pytest.mark.parametrize(
    "text",
    [
        DATA,
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "IAUSA1811069798WAC159677525500",
        "1DzAFBSUVQJ65Z7<<<<<<<<<<<<<<<",
        "1D1NDS1NGHΛくCEC1L1Aくくくくくくくくくくくくく",
        "I<UTO D231458907 <<<<<<<<<<<<<<<",
    ],
)
def test_lines_of_a_zone(text: str) -> None:
    assert is_like_zone(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "L898902C36UTO",
        "IMMIGRATION AND CITIZENSHIP SERVICES",
        "template<typename T> vector<<pair<int,int>>",
        "https://example.com/a/very/long/path",
        "ヘヘヘテキストテキストヘヘヘテキストテキスト",
        "________________________________",
    ],
)
def test_other_lines(text: str) -> None:
    assert not is_like_zone(text)


def test_a_zone_is_read_in_its_alphabet(decoder: ZoneDecoder) -> None:
    lookalikes = str.maketrans("<IUA", "く|∪Ａ")
    names = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
    assert read(decoder, *printed(names.translate(lookalikes))) == (names, 0.9)


def test_the_likelihoods_of_lookalikes_are_added(decoder: ZoneDecoder) -> None:
    doubtful = {"A": 0.3, "Ａ": 0.3, "a": 0.2, "4": 0.1}
    text, score = read(decoder, *printed("P<UTO"), *[doubtful] * 20)
    assert text == "P<UTO" + 20 * "A"
    assert score == pytest.approx((5 * 0.9 + 20 * 0.8) / 25)


def test_marks_and_spaces_in_a_zone_are_noise(decoder: ZoneDecoder) -> None:
    text, _ = read(decoder, *printed(DATA[:20]), {".": 0.6, "A": 0.1}, {" ": 0.9}, *printed(DATA[20:]))
    assert text == DATA


def test_a_letter_of_another_script_is_the_likeliest_of_the_alphabet(decoder: ZoneDecoder) -> None:
    text, _ = read(decoder, *printed(DATA), {"エ": 0.7, "H": 0.1, "M": 0.05})
    assert text == DATA + "H"


@pytest.mark.parametrize(("share", "seen"), [(0.05, "I"), (0.0001, "1")])
def test_a_one_that_may_well_be_an_i(decoder: ZoneDecoder, share: float, seen: str) -> None:
    text, score = read(decoder, *printed(DATA), {"1": 0.9, "I": share})
    assert text == DATA + seen
    assert score == pytest.approx(0.9)


def test_other_lines_are_read_as_ever(decoder: ZoneDecoder) -> None:
    line = "a cab, facade く|∪ Ａ.".replace(",", ".")
    assert read(decoder, *printed(line)) == (line, 0.9)


def test_lines_of_a_batch_are_told_apart(decoder: ZoneDecoder) -> None:
    zone, other = likelihoods(*printed("く" * 22)), likelihoods(*printed("face" * 5 + "く|"))
    batch = np.concatenate([other, zone])
    texts, places = decoder(batch, return_word_box=True, wh_ratio_list=[9.0, 6.0], max_wh_ratio=12.0)
    assert [text for text, _ in texts] == ["face" * 5 + "く|", "<" * 22]
    assert [one.line_txt_len for one in places] == [44 * 9 / 12, 44 * 6 / 12]
