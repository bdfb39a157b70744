"""Rules of this house that no linter knows (docs/decisions/README.md tells why for most)."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

MAY_CATCH_EVERYTHING = {
    "shared/celery.py": "a task's failure is counted and tried again, whatever it was",
    "shared/db/leases.py": "a missed renewal is tried again; the work itself goes on",
    "shared/storage/files.py": "a file that was not saved whole is removed, and the error goes on",
    "shared/storage/s3.py": "an upload that was not completed is aborted, and the error goes on",
    "services/document/processing/pipeline.py": "a stage's failure is counted in the document's row",
    "services/assistant/asking/endpoints.py": "a stream that has begun can only end with an event",
}
UNFINISHED = re.compile(r"raise NotImplemented|TO" + r"DO|FIX" + r"ME|status_code=501")
HOSTS = re.compile(r"py[p]i\.org|python[h]osted|registry\.n[p]mjs|deb\.d[e]bian\.org")


def findings() -> list[str]:
    """`path:line: what is wrong` for every breach in a tracked file."""
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [finding for name in names.stdout.splitlines() if (ROOT / name).is_file() for finding in _of_file(name)]


def _of_file(name: str) -> Iterator[str]:
    try:
        text = (ROOT / name).read_text()
    except UnicodeDecodeError:
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if HOSTS.search(line):
            yield f"{name}:{number}: names a package registry"
        if name.endswith(".py") and name != "scripts/checks/house_rules.py" and UNFINISHED.search(line):
            yield f"{name}:{number}: is not finished"
    if name.endswith(".py"):
        yield from (f"{name}:{number}: {what}" for number, what in breaches(text, name))


def breaches(text: str, name: str) -> Iterator[tuple[int, str]]:
    """Line and breach in one Python file; `name` is its path from the project's root."""
    is_product = name.startswith(("services/", "shared/"))
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Raise(exc=ast.Call(func=ast.Name(id="HTTPException")) | ast.Name(id="HTTPException")) if (
                is_product
            ):
                yield node.lineno, "raises HTTPException: errors are classes in errors.py"
            case ast.Call(func=ast.Attribute(attr="commit" | "rollback")) if is_product:
                yield node.lineno, "commits or rolls back: a session's context does that"
            case ast.ExceptHandler(type=None | ast.Name(id="Exception" | "BaseException")) if is_product:
                if name not in MAY_CATCH_EVERYTHING:
                    yield node.lineno, "catches everything"
            case ast.ImportFrom(module="unittest.mock") | ast.Import(names=[ast.alias(name="unittest.mock")]):
                yield node.lineno, "replaces our own code in a test"
            case ast.Call(func=ast.Attribute(attr="setattr", value=ast.Name(id="monkeypatch"))):
                yield node.lineno, "replaces our own code in a test"
