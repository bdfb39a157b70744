"""Reads the picture of a page with RapidOCR: text, places, and which way up the page stood."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from services.document.inference import open_session
from services.document.mrz.alphabet import ALPHABET
from services.document.reading.layout import reading_order
from services.document.reading.page import Box, Line, Page, ReadingMethod, Word, enclosing
from services.document.reading.turning import turned
from services.document.reading.zones import ZoneDecoder

if TYPE_CHECKING:
    from rapidocr import RapidOCR

LONGEST_SIDE = 2000
"""Pixels. RapidOCR would scale a larger picture down itself, and then each line up again."""

SHORTEST_SIDE = 8
"""Pixels. Less holds no letter, and RapidOCR would enlarge a long strip until it is 30 high."""

UPRIGHT_SCORE = 0.88
"""Score below which a page is tried other ways up: upright pages score about 0.99, those upside down 0.7."""

LEAST_SCORE = 0.5
"""Below it a line is noise; RapidOCR's own default."""

TALL = 1.5
"""Height to width from which RapidOCR turns a line counterclockwise before it reads it."""

SIDEWAYS_MALUS = 0.15
"""Turned lines of a sideways page score as well as those of the upright page, which yet gives the better lines."""

TRANSPOSITIONS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
"""By degrees clockwise; Pillow counts counterclockwise."""

Corners = list[list[float]]
"""Upper left, upper right, lower right and lower left of a rectangle that may lean, in pixels."""


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line with its boxes on the page as it came, and its corners on the picture as it was read."""

    line: Line
    corners: Corners

    @property
    def width(self) -> float:
        return math.dist(self.corners[0], self.corners[1])

    @property
    def slope(self) -> float:
        """Of the upper edge, in radians; positive where it falls to the right."""
        (x0, y0), (x1, y1) = self.corners[:2]
        return math.atan2(y1 - y0, x1 - x0)

    @property
    def is_sideways(self) -> bool:
        return math.dist(self.corners[0], self.corners[3]) > TALL * self.width


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out with the page turned clockwise by `rotation`; `certainty` is the mean score by characters."""

    found: list[FoundLine]
    rotation: int
    certainty: float
    is_sideways: bool

    @property
    def score(self) -> float:
        return self.certainty - SIDEWAYS_MALUS * self.is_sideways

    @property
    def other_turns(self) -> tuple[int, ...]:
        """Which turns may do better, the likelier one first."""
        if not self.found or self.score >= UPRIGHT_SCORE:
            return ()
        if not self.is_sideways:
            return (180,)
        return (270, 90) if self.certainty >= UPRIGHT_SCORE else (90, 270)


class OcrEngine:
    """One per process, which then takes up to 600 MB. The models load with the first page."""

    def __init__(self, threads: int = 2) -> None:
        self._threads = threads
        self._lock = Lock()

    def read_page(self, image: Image.Image, number: int) -> Page:
        """Lines in reading order, boxes on the page as `image` shows it. One page at a time; others wait."""
        picture = image.convert("RGB")
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        if min(picture.size) < SHORTEST_SIDE:
            return Page(number, (), ReadingMethod.OCR)
        with self._lock:
            best = self._read(picture, 0)
            for rotation in best.other_turns:
                best = max(best, self._read(picture, rotation), key=lambda reading: reading.score)
                if best.score >= UPRIGHT_SCORE:
                    break
        return Page(number, tuple(_in_order(best.found)), ReadingMethod.OCR, best.rotation)

    @cached_property
    def _engine(self) -> "RapidOCR":
        # RapidOCR brings OpenCV and its models; a process that reads no pictures goes without.
        import rapidocr
        from omegaconf import flag_override

        settings = {
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Global.return_word_box": True,
            "Global.text_score": LEAST_SCORE,
            # Half the time and half the memory of RapidOCR's own settings, at the same accuracy.
            "Det.limit_type": "max",
            "Det.limit_side_len": 960,
            "Rec.rec_batch_num": 1,
            # Short lines are padded to so many pixels: half of RapidOCR's own 320 reads as well.
            "Rec.rec_img_shape": [3, 48, 160],
        }
        engine = rapidocr.RapidOCR(params=settings)
        models = Path(rapidocr.__file__).with_name("models")
        with flag_override(engine.cfg, "allow_objects", values=True):
            for part in (engine.cfg.Det, engine.cfg.Rec):
                model = f"{part.ocr_version.value}_{part.task_type.value}_{part.model_type.value}.onnx"
                part.session = open_session(models / model, self._threads, arena=False)
        engine.recognize_txt([np.full((48, 48, 3), 255, np.uint8)])  # loads the model
        decode = engine.text_rec.postprocess_op
        engine.text_rec.postprocess_op = ZoneDecoder(decode, type(decode)(list(ALPHABET)), decode.character)
        return engine

    def _read(self, picture: Image.Image, rotation: int) -> Reading:
        upright = picture.transpose(TRANSPOSITIONS[rotation]) if rotation else picture
        # OpenCV would copy a picture that isn't contiguous for every line that it cuts out.
        output: Any = self._engine(np.ascontiguousarray(np.asarray(upright)[:, :, ::-1]))
        if not output.txts:
            return Reading([], rotation, 0.0, is_sideways=False)
        found = []
        lines = zip(output.txts, output.scores, output.word_results, output.boxes.tolist(), strict=True)
        for text, score, pieces, corners in lines:
            places = [_box(place, upright.size, rotation) for piece, _, place in pieces for _ in piece]
            found.append(FoundLine(_line(text, score, tuple(places)), corners))
        lengths = [len(text) for text in output.txts]
        sideways = np.average([line.is_sideways for line in found], weights=lengths)
        return Reading(found, rotation, float(np.average(output.scores, weights=lengths)), bool(sideways > 0.5))


def _line(text: str, score: float, places: tuple[Box, ...]) -> Line:
    """`places` has the box of every character but spaces: the pieces that RapidOCR tells apart need not be words."""
    words = []
    end = 0
    for token in text.split():
        start, end = end, end + len(token)
        words.append(Word(token, enclosing(places[start:end] or places[-1:]), score))
    return Line(tuple(words))


def _box(corners: Corners, size: tuple[int, int], rotation: int) -> Box:
    """Corners on the picture as it was read to a box of the page as it came."""
    xs = [min(max(x / size[0], 0.0), 1.0) for x, _ in corners]
    ys = [min(max(y / size[1], 0.0), 1.0) for _, y in corners]
    return turned((min(xs), min(ys), max(xs), max(ys)), -rotation)


def _in_order(found: Sequence[FoundLine]) -> list[Line]:
    """Reading order on the page set straight: the wider half of the lines tells how far it leans."""
    if not found:
        return []
    usual = median(line.width for line in found)
    skew = median(line.slope for line in found if line.width >= usual)
    return reading_order([(_straightened(line.corners, skew), line.line) for line in found])


def _straightened(corners: Corners, skew: float) -> Box:
    xs = [x * math.cos(skew) + y * math.sin(skew) for x, y in corners]
    ys = [y * math.cos(skew) - x * math.sin(skew) for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)
