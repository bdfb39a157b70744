"""Lines of a machine readable zone, read in the zone's own alphabet of 37 characters instead of the reader's 18 708.

On blurred and grainy pages the engine takes fillers for `く` and `ヘ`, `I` for `|`, `U` for `∪`, letters for full-width
ones. What it saw is right all the same: the likeliest of the 37 is what was printed.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from services.document.mrz.alphabet import ALPHABET, fold
from services.document.mrz.check_digits import FILLER

Likelihoods = NDArray[np.float32]
"""Of every character (the blank of connectionist temporal classification first) at every step of a line: L × T × C."""

SHORTEST = 20
"""Characters. A line of the zone has at least 30, and may come in pieces."""

MOST_OUTSIDE = 0.2
"""Share of the characters that the alphabet has nothing like: other scripts, punctuation."""

MOST_SMALL = 0.1
"""Share of small letters; zones have none."""

BLANK = 0
ONE, LETTER_I = (1 + ALPHABET.index(character) for character in "1I")
"""Columns of the narrowed likelihoods."""

LIKELIER_ONE = 150
"""How many times likelier than an `I` the engine must hold a `1`, which it prefers among digits. Measured on 160 lines:
60 times at worst where an `I` is printed, more than 1 000 times for 99 of 100 where a `1` is."""


Decoded = tuple[list[tuple[str, float]], list[Any]]
"""Texts with scores, and the steps at which their characters stand."""


class Decoder(Protocol):
    """RapidOCR's `CTCLabelDecode`.

    The ratios are width to height: of each line, and of the widest, padded to which the others were read.
    """

    def __call__(
        self,
        likelihoods: Likelihoods,
        /,
        return_word_box: bool,  # noqa: FBT001 - RapidOCR passes it by place
        *,
        wh_ratio_list: Sequence[float],
        max_wh_ratio: float,
    ) -> Decoded: ...


def is_like_zone(text: str) -> bool:
    """Whether `text` may be a line of a zone, or half of one."""
    packed = "".join(text.split())
    folded = fold(packed)
    return (
        len(folded) >= SHORTEST
        and len(folded) >= len(packed) * (1 - MOST_OUTSIDE)
        and sum(character.islower() for character in packed) <= len(packed) * MOST_SMALL
        and (FILLER in folded or len(packed) == len(text))
    )


class ZoneDecoder:
    """Decodes lines as `plain` does, those of a zone by `narrow`, which has the alphabet only.

    `characters` are those of `plain`, by column.
    """

    def __init__(self, plain: Decoder, narrow: Decoder, characters: Sequence[str]) -> None:
        self._plain, self._narrow = plain, narrow
        columns: dict[str, list[int]] = {}
        for column, character in enumerate(characters):
            columns.setdefault(fold(character), []).append(column)
        self._columns = [columns[character] for character in ALPHABET]
        self._is_silent = np.array([not fold(one) and not one.isalnum() for one in characters])
        self._is_silent[BLANK] = True

    def __call__(
        self,
        likelihoods: Likelihoods,
        return_word_box: bool,  # noqa: FBT001 - RapidOCR passes it by place
        *,
        wh_ratio_list: Sequence[float],
        max_wh_ratio: float,
    ) -> Decoded:
        texts, places = self._plain(
            likelihoods, return_word_box, wh_ratio_list=wh_ratio_list, max_wh_ratio=max_wh_ratio
        )
        for number, (text, _) in enumerate(texts):
            if is_like_zone(text):
                (texts[number],), (places[number],) = self._narrow(
                    self._narrowed(likelihoods[number : number + 1]),
                    return_word_box,
                    wh_ratio_list=wh_ratio_list[number : number + 1],
                    max_wh_ratio=max_wh_ratio,
                )
        return texts, places

    def _narrowed(self, likelihoods: Likelihoods) -> Likelihoods:
        """The alphabet's columns, each with those alike added; blank where that or a mark was the likeliest of all."""
        likely = [likelihoods[:, :, columns].sum(axis=2) for columns in self._columns]
        blank = self._is_silent[likelihoods.argmax(axis=2)].astype(np.float32)
        space = np.zeros_like(blank)
        narrowed = np.stack([blank, *likely, space], axis=2)
        doubtful = (narrowed.argmax(axis=2) == ONE) & (narrowed[:, :, ONE] < LIKELIER_ONE * narrowed[:, :, LETTER_I])
        narrowed[doubtful, LETTER_I], narrowed[doubtful, ONE] = narrowed[doubtful, ONE], narrowed[doubtful, LETTER_I]
        return narrowed
