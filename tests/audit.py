"""`make audit`: has what is needed at run time known holes? Asked of public data, by pip-audit.

Exit status 1 if there is a hole. Where the data cannot be reached it says so, and that nothing was
looked at: a machine without the network is no fault of the product, and no all-clear either.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any, NamedTuple

LOCK = "requirements-runtime.lock"
COMMAND = [
    *(sys.executable, "-m", "pip_audit", "--requirement", LOCK, "--require-hashes"),
    *("--disable-pip", "--progress-spinner", "off", "--format", "json", "--timeout", "10"),
]


class Verdict(NamedTuple):
    """The lines to print, and whether there is a hole."""

    lines: list[str]
    has_holes: bool


def verdict_on(answer: str, trouble: str) -> Verdict:
    """Return what pip-audit's JSON says; ``trouble`` is its complaint where it says nothing."""
    try:
        packages: list[dict[str, Any]] = json.loads(answer)["dependencies"]
    except (json.JSONDecodeError, KeyError):
        reason = trouble.strip().splitlines() or ["it gave no reason"]
        return Verdict([f"Not audited: pip-audit did not reach its data ({reason[-1]})."], False)
    holes = list(holes_of(packages))
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    lines = [*holes, f"Audited: {len(packages) - len(unknown)} of {len(packages)} packages."]
    if unknown:
        lines.append(f"Not audited, since the data did not answer for them: {', '.join(unknown)}.")
    return Verdict(lines, bool(holes))


def holes_of(packages: list[dict[str, Any]]) -> Iterator[str]:
    for package in packages:
        for hole in package.get("vulns", ()):
            mended = ", ".join(hole["fix_versions"]) or "no version yet"
            yield f"{package['name']} {package['version']}: {hole['id']}, mended in {mended}"


def main() -> int:
    if find_spec("pip_audit") is None:
        print("pip-audit is not installed: make setup")
        return 1
    run = subprocess.run(COMMAND, capture_output=True, text=True, check=False)
    verdict = verdict_on(run.stdout, run.stderr)
    print("\n".join(verdict.lines))
    return 1 if verdict.has_holes else 0


if __name__ == "__main__":
    sys.exit(main())
