"""Runs every check and prints a line for each; what a failing one says follows. Ends with 1 if any failed."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scripts.checks import compose, dockerfile, house_rules, lock_file, migrations

SOURCES = ("services", "shared", "migrations", "scripts", "tests")


def _program(*arguments: str) -> Callable[[], list[str]]:
    """A check that is a module run with this interpreter; what it prints when it fails are its findings."""

    def run() -> list[str]:
        done = subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, check=False)
        return [] if done.returncode == 0 else [(done.stdout + done.stderr).strip()]

    return run


def _layers() -> list[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else [done.stdout.strip()]


CHECKS: dict[str, Callable[[], list[str]]] = {
    "types": _program("mypy", *SOURCES),
    "lint": _program("ruff", "check", "--quiet", "."),
    "format": _program("ruff", "format", "--quiet", "--check", "."),
    "layers": _layers,
    "house rules": house_rules.findings,
    "lock file": lock_file.findings,
    "compose": compose.findings,
    "Dockerfile": dockerfile.findings,
    "migrations": migrations.findings,
}


def main() -> None:
    with ThreadPoolExecutor(max_workers=2) as pool:
        running = {name: pool.submit(check) for name, check in CHECKS.items()}
        failed = [name for name, check in running.items() if not _report(name, check.result())]
    sys.exit(1 if failed else 0)


def _report(name: str, findings: list[str]) -> bool:
    print(f"{'FAIL' if findings else 'ok  '}  {name}", flush=True)
    for finding in findings:
        print(f"      {finding}".replace("\n", "\n      "), flush=True)
    return not findings


if __name__ == "__main__":
    main()
