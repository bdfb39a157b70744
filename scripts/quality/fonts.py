"""Free fonts that come as Python packages: the documents look the same on every machine."""

from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from PIL import ImageFont

FAMILIES = MappingProxyType(
    {
        "sans": ("notos", "notosbo"),
        "humanist": ("ubuntu", "ubuntubo"),
        "grotesque": ("figo", "figbo"),
        "serif": ("SourceSerifPro-Regular.ttf", "SourceSerifPro-Bold.ttf"),
        "book": ("Caladea-Regular.ttf", "Caladea-Bold.ttf"),
        "mono": ("cascadia", "cascadiab"),
        "typewriter": ("ubuntm", "ubuntmbo"),
    }
)
"""Regular and bold."""

PACKAGES = {"Caladea": "font_caladea", "SourceSerifPro": "font_source_serif_pro"}


@cache
def font_bytes(name: str) -> bytes:
    """The TrueType file `name`."""
    if name.endswith(".ttf"):
        return (files(PACKAGES[name.partition("-")[0]]) / "files" / name).read_bytes()
    # A package whose fonts are Python source, each some 400 kB: loaded only when fonts are.
    import pymupdf_fonts

    return bytes(pymupdf_fonts.myfont(name))


@cache
def picture_font(name: str, size: float) -> ImageFont.FreeTypeFont:
    """The font for Pillow, `size` in pixels."""
    return ImageFont.truetype(BytesIO(font_bytes(name)), size)


def font_file(name: str, folder: Path) -> Path:
    """The font as a file in `folder`, for libraries that want a path."""
    path = folder / (name if name.endswith(".ttf") else f"{name}.ttf")
    path.write_bytes(font_bytes(name))
    return path


def width(text: str, name: str, size: float) -> float:
    """How wide `text` is, in the unit of `size`."""
    return picture_font(name, 100).getlength(text) * size / 100
