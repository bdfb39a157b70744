"""Rules of this house that no linter knows: in Python by its syntax, in every file by its text."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = ("services", "shared", "migrations", "scripts", "tests")
MAY_CATCH_EVERYTHING = {
    ("shared/celery.py", "entry"): "a task's failure is counted and tried again, whatever it was",
    ("shared/db/leases.py", "_renew"): "a missed renewal is tried again; the work itself goes on",
    ("services/document/processing/pipeline.py", "_work"): "a stage's failure is counted in the document's row",
    ("services/document/reading/reader_process.py", "_within_limits"): "told to the worker, which counts and logs it",
    ("services/webhook/deliveries/pump.py", "_send"): "an attempt that failed, of one delivery of many; it is logged",
    ("services/assistant/asking/endpoints.py", "_told"): "a stream that has begun can only end with an event",
}
"""File and function. Whatever ends in a bare `raise` only cleans up, and needs no entry."""

MAY_IMPORT_BY_NAME = {"services/__main__.py"}
TEXTS = {
    "is not finished": re.compile(r"\bTODO\b|\bFIXME\b|\bstatus_code=501\b"),
    "names a package registry": re.compile(r"py[p]i\.org|python[h]osted\.org|registry\.n[p]mjs\.|deb\.d[e]bian\.org"),
    # /home/ada is nobody's: a test of paths.
    "names a path of one machine": re.compile(r"(?<![\w./])/(?:work|root|home/(?!ada\b)\w+|Users/\w+)/\w"),
}

Breaches = Iterator[tuple[int, str]]


def findings(root: Path = ROOT) -> list[str]:
    """`path:line: what is wrong` for every breach in a file that is, or would be, tracked."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.splitlines()
    return [finding for name in names if (root / name).is_file() for finding in _of_file(root, name)]


def _of_file(root: Path, name: str) -> Iterator[str]:
    try:
        text = (root / name).read_text()
    except UnicodeDecodeError:
        return
    breaches = [*in_text(text), *(in_python(text, name) if name.endswith(".py") else ())]
    yield from (f"{name}:{line}: {what}" for line, what in sorted(breaches))


def in_text(text: str) -> Breaches:
    """Line and breach in a file of any kind."""
    for number, line in enumerate(text.splitlines(), start=1):
        yield from ((number, what) for what, pattern in TEXTS.items() if pattern.search(line))


def in_python(text: str, name: str) -> Breaches:
    """Line and breach in one Python file; `name` is its path from the project's root."""
    tree = ast.parse(text)
    yield from _unfinished(tree)
    yield from _catch_alls(tree, name)
    if name.startswith(("services/", "shared/")):
        yield from _product(tree, name)
    if name.startswith("tests/"):
        yield from _patches(tree)


def _unfinished(tree: ast.Module) -> Breaches:
    for node in ast.walk(tree):
        match node:
            case ast.Raise(exc=ast.Name(id="NotImplementedError") | ast.Call(func=ast.Name(id="NotImplementedError"))):
                yield node.lineno, "is not finished"


def _catch_alls(tree: ast.AST, name: str, function: str = "") -> Breaches:
    for node in ast.iter_child_nodes(tree):
        inside = node.name if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else function
        if _catches_everything(node) and (name, inside) not in MAY_CATCH_EVERYTHING:
            yield getattr(node, "lineno", 0), "catches everything: list it with its reason, or name the errors"
        yield from _catch_alls(node, name, inside)


def _catches_everything(node: ast.AST) -> bool:
    match node:
        case ast.ExceptHandler(type=None | ast.Name(id="Exception" | "BaseException"), body=[*_, last]):
            return not (isinstance(last, ast.Raise) and last.exc is None)
        case ast.Call(func=ast.Name(id="suppress") | ast.Attribute(attr="suppress"), args=arguments):
            return any(isinstance(a, ast.Name) and a.id in {"Exception", "BaseException"} for a in arguments)
    return False


def _product(tree: ast.Module, name: str) -> Breaches:
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(module), names=names) if module.partition(".")[0] == "fastapi":
                if any(alias.name == "HTTPException" for alias in names):
                    yield node.lineno, "takes FastAPI's HTTPException: errors are classes in errors.py"
            case ast.Raise(exc=ast.expr() as raised) if _last_name(raised) == "HTTPException":
                yield node.lineno, "raises HTTPException: errors are classes in errors.py"
            case ast.Attribute(attr="commit" | "rollback") if not name.startswith("shared/db/"):
                yield node.lineno, "commits or rolls back: a session's context does that"
            case ast.Call(func=called) if _last_name(called) in {"import_module", "__import__"}:
                if name not in MAY_IMPORT_BY_NAME:
                    yield node.lineno, "imports by name, where the layers can't be seen"


def _patches(tree: ast.Module) -> Breaches:
    """Our own names are not replaced in tests; those of other people's modules may be."""
    foreign = {
        alias.asname or alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and not _is_ours(node.module))
        for alias in node.names
        if isinstance(node, ast.ImportFrom) or not _is_ours(alias.name)
    }
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module="unittest.mock" | "mock"):
                yield node.lineno, "uses mocks"
            case ast.ImportFrom(module="unittest", names=names) | ast.Import(names=names) if any(
                alias.name in {"mock", "unittest.mock"} for alias in names
            ):
                yield node.lineno, "uses mocks"
            case ast.Call(func=ast.Attribute(attr="setattr" | "delattr", value=patcher), args=[target, *_]):
                if "monkeypatch" in ast.dump(patcher) and not _is_foreign(target, foreign):
                    yield node.lineno, "replaces a name of our own"


def _is_foreign(target: ast.expr, foreign: set[str]) -> bool:
    if isinstance(target, ast.Constant):
        return not _is_ours(str(target.value))
    while isinstance(target, ast.Attribute):
        target = target.value
    return isinstance(target, ast.Name) and target.id in foreign


def _is_ours(module: str | None) -> bool:
    return module is None or module.partition(".")[0] in OURS


def _last_name(node: ast.expr) -> str:
    """`c` of `c`, `a.b.c` and `a.b.c(…)`."""
    return ast.unparse(node.func if isinstance(node, ast.Call) else node).rpartition(".")[2]
