"""Reads the picture of a page with RapidOCR: text, places, and which way up the page stood."""

from functools import cached_property
from pathlib import Path
from statistics import mean, median
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from services.document.inference import open_session
from services.document.mrz.alphabet import ALPHABET
from services.document.reading.bands import WIDEST_BAND, bands, is_tall, sample
from services.document.reading.found import UPRIGHT_SCORE, Corners, FoundLine, Reading, in_order, reading_of
from services.document.reading.page import Box, Line, Page, ReadingMethod, Word, enclosing
from services.document.reading.turning import turned
from services.document.reading.zones import ZoneDecoder

if TYPE_CHECKING:
    from rapidocr import RapidOCR

LONGEST_SIDE = 2000
"""Pixels. RapidOCR would scale a larger picture down itself, and then each line up again. An A4 page with print of 7
points is read without an error at that size; smaller print is read again in bands."""

FOUND_AT = 0.48
"""Share of its size at which text is looked for in a picture: 960 of 2000 pixels."""

LEAST_DETECTION = 960

SMALLEST_PRINT = 8.5
"""Pixels a character. Print of 7 points has 10 on a page of A4 and is read rightly; on A3 it has 7, and one in six is
wrong."""

SHORTEST_SIDE = 8
"""Pixels. Less holds no letter, and RapidOCR would enlarge a long strip until it is 30 high."""

LEAST_SCORE = 0.5
"""Below it a line is noise; RapidOCR's own default."""

TRANSPOSITIONS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
"""By degrees clockwise; Pillow counts counterclockwise."""


class OcrEngine:
    """One per process, which then takes up to 600 MB. The models load with the first page."""

    def __init__(self, threads: int = 2) -> None:
        self._threads = threads
        self._lock = Lock()

    def read_page(self, image: Image.Image, number: int) -> Page:
        """Lines in reading order, boxes on the page as `image` shows it. One page at a time; others wait."""
        page = image.convert("RGB")
        if min(page.size) < SHORTEST_SIDE:
            return Page(number, (), ReadingMethod.OCR)
        with self._lock:
            best = self._upright(_scaled(sample(page), LONGEST_SIDE))
            if _deserves_bands(page, best):
                best = self._in_bands(_turned(page, best.rotation), best.rotation)
        return Page(number, tuple(in_order(best.found)), ReadingMethod.OCR, best.rotation)

    def _upright(self, picture: Image.Image) -> Reading:
        best = self._read(picture, 0)
        for rotation in best.other_turns:
            best = max(best, self._read(picture, rotation), key=lambda reading: reading.score)
            if best.score >= UPRIGHT_SCORE:
                break
        return best

    def _in_bands(self, upright: Image.Image, rotation: int) -> Reading:
        """Read a page that is too large or too tall for one picture; lines of an overlap come from one band only."""
        page = _scaled_to_width(upright, WIDEST_BAND)
        found = [
            line
            for band in bands(page.size)
            for line in self._found(page.crop((0, band.top, page.width, band.bottom)), page.size, band.top, rotation)
            if band.owns(mean(y for _, y in line.corners))
        ]
        return reading_of(found, rotation)

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
            "Det.limit_side_len": LEAST_DETECTION,
            # Bands are larger than what RapidOCR takes for a page, and no picture comes larger than those.
            "Global.max_side_len": WIDEST_BAND,
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
        # Each model loads when it is first asked.
        blank = np.full((64, 64, 3), 255, np.uint8)
        engine(blank)
        engine.recognize_txt([blank])
        recogniser: Any = engine.text_rec
        decode = recogniser.postprocess_op
        recogniser.postprocess_op = ZoneDecoder(decode, type(decode)(list(ALPHABET)), decode.character)
        return engine

    def _read(self, picture: Image.Image, rotation: int) -> Reading:
        upright = _turned(picture, rotation)
        return reading_of(self._found(upright, upright.size, 0, rotation), rotation)

    def _found(self, picture: Image.Image, size: tuple[int, int], top: int, rotation: int) -> list[FoundLine]:
        """The lines of `picture`, which begins `top` pixels below the upper edge of a turned page of `size`."""
        engine: Any = self._engine
        engine.text_det.limit_side_len = max(LEAST_DETECTION, round(FOUND_AT * max(picture.size)))
        # OpenCV would copy a picture that isn't contiguous for every line that it cuts out.
        output = engine(np.ascontiguousarray(np.asarray(picture)[:, :, ::-1]))
        if not output.txts:
            return []
        found = []
        lines = zip(output.txts, output.scores, output.word_results, output.boxes.tolist(), strict=True)
        for text, score, pieces, corners in lines:
            places = [_box(_lower(place, top), size, rotation) for piece, _, place in pieces for _ in piece]
            found.append(FoundLine(_line(text, score, tuple(places)), _lower(corners, top)))
        return found


def _deserves_bands(page: Image.Image, reading: Reading) -> bool:
    """Whether the page is too tall to be read as a whole, or has small print and more pixels than were read."""
    if is_tall(page.size if reading.rotation in {0, 180} else page.size[::-1]):
        return True
    if max(page.size) <= LONGEST_SIDE or not reading.found:
        return False
    return median(line.pitch for line in reading.found) < SMALLEST_PRINT


def _turned(picture: Image.Image, rotation: int) -> Image.Image:
    return picture.transpose(TRANSPOSITIONS[rotation]) if rotation else picture


def _scaled(picture: Image.Image, longest: int) -> Image.Image:
    scaled = picture.copy()
    scaled.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return scaled


def _scaled_to_width(picture: Image.Image, widest: int) -> Image.Image:
    if picture.width <= widest:
        return picture
    return picture.resize((widest, round(picture.height * widest / picture.width)), Image.Resampling.LANCZOS)


def _lower(corners: Corners, top: int) -> Corners:
    return [[x, y + top] for x, y in corners]


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
