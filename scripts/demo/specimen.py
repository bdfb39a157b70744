"""Draws the data page of a passport of Utopia, the state of ICAO's specimens, laid out as ICAO 9303-4 has it.

`python -m scripts.demo.specimen OUT.png` writes it, 125 × 88 mm at 300 dpi. The same bytes every time.
"""

import sys
from pathlib import Path

from PIL import Image, ImageDraw

from scripts.demo.background import WHITE, draw_background, draw_portrait
from scripts.demo.lettering import write, write_at_pitch

DPI = 300
WIDTH_MM, HEIGHT_MM = 125, 88
MRZ_HEIGHT_MM = 23.2
PHOTO_MM = (6.0, 17.0, 39.0, 60.0)
PITCH = DPI // 10
"""OCR-B, size 1: ten characters an inch."""

MRZ = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)
MRZ_LEFT_MM = 6.0
MRZ_BASELINES_MM = (74.4, 80.75)

INK = (24, 28, 38)
LABEL = (38, 84, 104)
RED = (196, 40, 44)

COLUMNS_MM = (44.0, 64.0, 90.0)
FIRST_ROW_MM, ROW_MM = 20.2, 6.75
FIELDS = (
    (0, 0, "Type / Type", "P"),
    (0, 1, "Country code / Code du pays", "UTO"),
    (0, 2, "Passport No. / N° de passeport", "L898902C3"),
    (1, 0, "Surname / Nom", "ERIKSSON"),
    (2, 0, "Given names / Prénoms", "ANNA MARIA"),
    (3, 0, "Nationality / Nationalité", "UTOPIAN"),
    (3, 2, "Personal No. / N° personnel", "ZE 184226 B"),
    (4, 0, "Date of birth / Date de naissance", "12 AUG/AOÛT 1974"),
    (4, 2, "Place of birth / Lieu de naissance", "ZENITH"),
    (5, 0, "Date of issue / Date de délivrance", "16 APR/AVR 2007"),
    (5, 2, "Sex / Sexe", "F"),
    (6, 0, "Date of expiry / Date d'expiration", "15 APR/AVR 2012"),
    (6, 2, "Authority / Autorité", "PASSPORT OFFICE"),
)
"""Row, column, label, value."""


def draw_specimen() -> Image.Image:
    """The whole page, in a palette of 128 colours so that it stays small."""
    page = draw_background((_pixels(WIDTH_MM), _pixels(HEIGHT_MM)))
    draw = ImageDraw.Draw(page)
    _draw_header(draw)
    _draw_photo(page)
    for row, column, label, value in FIELDS:
        x, y = _pixels(COLUMNS_MM[column]), _pixels(FIRST_ROW_MM + row * ROW_MM)
        write(draw, (x, y - 37), label, 20, LABEL)
        write(draw, (x, y), value, 32, INK, weight=0.4)
    draw.rectangle((0, page.height - _pixels(MRZ_HEIGHT_MM), *page.size), fill=WHITE)
    for line, baseline in zip(MRZ, MRZ_BASELINES_MM, strict=True):
        write_at_pitch(page, (_pixels(MRZ_LEFT_MM), _pixels(baseline)), line, 37, INK, PITCH)
    return page.quantize(128, dither=Image.Dither.NONE)


def write_specimen(path: Path) -> None:
    draw_specimen().save(path, "PNG", dpi=(DPI, DPI), compress_level=9)


def _draw_header(draw: ImageDraw.ImageDraw) -> None:
    write(draw, (_pixels(COLUMNS_MM[0]), _pixels(11.5)), "UTOPIA", 76, INK, weight=1.5)
    write(draw, (_pixels(PHOTO_MM[0]), _pixels(8.0)), "PASSPORT", 36, LABEL, weight=0.6)
    write(draw, (_pixels(PHOTO_MM[0]), _pixels(11.8)), "PASSEPORT", 30, LABEL)


def _draw_photo(page: Image.Image) -> None:
    left, top, right, bottom = (_pixels(edge) for edge in PHOTO_MM)
    page.paste(draw_portrait((right - left, bottom - top)), (left, top))
    ImageDraw.Draw(page).rectangle((left, top, right, bottom), outline=LABEL, width=2)
    mark = _draw_mark("SPECIMEN").rotate(14, Image.Resampling.BICUBIC, expand=True)
    page.paste(mark, ((left + right - mark.width) // 2, _pixels(51) - mark.height // 2), mark)


def _draw_mark(text: str) -> Image.Image:
    """Red letters in a frame on a pale ground, as a stamp has them."""
    stamp = Image.new("RGBA", (_pixels(31), _pixels(7)), (255, 255, 255, 0))
    draw = ImageDraw.Draw(stamp)
    draw.rounded_rectangle((2, 2, stamp.width - 3, stamp.height - 3), 12, (255, 255, 255, 225), RED, 5)
    write(draw, (_pixels(2.5), _pixels(5.3)), text, 62, RED, weight=1)
    return stamp


def _pixels(millimetres: float) -> int:
    return round(millimetres * DPI / 25.4)


if __name__ == "__main__":
    write_specimen(Path(sys.argv[1]))
