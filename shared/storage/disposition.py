"""The `Content-Disposition` header of a download (RFC 6266)."""

import re
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import quote

UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f/\\\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, path separators, lone surrogates, and what reverses text (`gpj.exe` shown as `exe.jpg`)."""

NOT_QUOTABLE = re.compile(r'[^ -~]|["%\\/]')
"""Outside ASCII, or read in different ways inside a quoted string (RFC 6266, appendix D)."""

ATTRIBUTE_CHARACTERS = "!#$&+-.^_`|~"
"""What RFC 8187, 3.2.1, leaves unencoded besides letters and digits."""

STEM_LENGTH = 200
SUFFIX_LENGTH = 20


def content_disposition(filename: str, *, inline: bool) -> str:
    """The header's value for a file of any name: `attachment; filename="…"; filename*=UTF-8''…`, all ASCII.

    `filename*` (RFC 8187) is the name itself, with `_` for what `UNSAFE` lists and no dots or spaces at its ends; a
    name with nothing left is `download`, and a very long one is cut. `filename` is its nearest ASCII form.
    """
    name = _presentable(UNSAFE.sub("_", filename))
    decomposed = unicodedata.normalize("NFKD", name)
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    fallback = _presentable(NOT_QUOTABLE.sub("_", plain))
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{fallback}\"; filename*=UTF-8''{quote(name, safe=ATTRIBUTE_CHARACTERS)}"


def _presentable(name: str) -> str:
    path = PurePosixPath(name.strip(". "))
    return (path.stem[:STEM_LENGTH] + path.suffix[:SUFFIX_LENGTH]) or "download"
