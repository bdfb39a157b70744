"""The page that the tables are written into."""

import re
from collections.abc import Sequence
from pathlib import Path

PAGE = Path("docs/quality.md")


def write_section(name: str, lines: Sequence[str]) -> None:
    """Replace what stands between the comments `name` and `end of name`."""
    between = re.compile(rf"(?<=<!-- {name} -->\n).*(?=<!-- end of {name} -->)", re.DOTALL)
    joined = "\n".join(lines)
    PAGE.write_text(between.sub(lambda _: f"\n{joined}\n\n", PAGE.read_text()))
