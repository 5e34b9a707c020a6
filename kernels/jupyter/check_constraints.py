"""Checks that constraints.txt fits Pythons that need not be installed: check_constraints.py [VERSION...]

For each version (where none are given the first 3.10 … 3.14, and Debian 12's 3.11.2) pip resolves requirements.txt
without installing it, and every distribution that it would install must be one that constraints.txt pins. Needs a network.
"""

import json
import os
import re
import sys
import tempfile
from pathlib import Path

from pip._internal.cli.main import main as pip
from pip._vendor.packaging import markers

HERE = Path(__file__).parent
VERSIONS = ["3.10.0", "3.11.0", "3.11.2", "3.12.0", "3.13.0", "3.14.0"]
REMAKE = (
    "make the file anew: uv pip compile --universal --python-version 3.10 --fork-strategy fewest "
    "--no-build --no-annotate --no-header requirements.txt ci.txt"
)


def normal(name):
    """The one spelling of a distribution's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins():
    lines = (HERE / "constraints.txt").read_text().splitlines()
    return {normal(l.split("==")[0]) for l in lines if l and not l.startswith("#")}


def answer_markers_for(version):
    """pip resolves for another Python, but asks its own about markers such as python_full_version < "3.11"."""
    mine = markers.default_environment()
    other = mine | {"python_full_version": version, "python_version": ".".join(version.split(".")[:2])}
    markers.default_environment = lambda: other


def check(version):
    """The exit status of one check, in a process of its own: pip keeps what it learnt about its Python."""
    answer_markers_for(version)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        status = pip([
            "install", "--quiet", "--no-input", "--disable-pip-version-check", "--dry-run", "--ignore-installed",
            "--only-binary=:all:", f"--python-version={version}", f"--target={folder}", f"--report={report}",
            "-r", str(HERE / "requirements.txt"), "-r", str(HERE / "ci.txt"), "-c", str(HERE / "constraints.txt"),
        ])
        if status:
            print(f"Python {version}: pip finds no set of versions; {REMAKE}")
            return 1
        chosen = {normal(i["metadata"]["name"]) for i in json.loads(report.read_text())["install"]}
    free = sorted(chosen - pins())
    if free:
        print(f"Python {version}: not pinned: {', '.join(free)}; {REMAKE}")
        return 1
    print(f"Python {version}: {len(chosen)} distributions, all pinned", flush=True)
    return 0


def main(versions):
    if len(versions) == 1:
        return check(versions[0] if versions[0].count(".") == 2 else versions[0] + ".0")
    return max(os.spawnv(os.P_WAIT, sys.executable, [sys.executable, __file__, v]) for v in versions or VERSIONS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
