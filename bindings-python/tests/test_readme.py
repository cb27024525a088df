"""The code of the README runs as it is written, and prints what the README says; so does the review example."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import WEB, World, crl, issue
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

PACKAGE = Path(__file__).parent.parent
REVIEW = PACKAGE.parent / "examples" / "review"


def runs_as_it_says(heading: str, folder: Path) -> None:
    text = (PACKAGE / "README.md").read_text("utf-8")
    section = text.split(f"## {heading}\n")[1].split("\n## ")[0]
    [code] = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    [printed] = re.findall(r"```text\n(.*?)```", section, re.DOTALL)
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.stderr, done.stdout, done.returncode) == ("", printed, 0)


def test_the_quick_start_prints_what_the_readme_says() -> None:
    runs_as_it_says("Quick start", REVIEW / "data")


def test_revocation_prints_what_the_readme_says(world: World, tmp_path: Path) -> None:
    client = issue("web", world.root, names=[x509.UniformResourceIdentifier(WEB)])
    (tmp_path / "anchors.pem").write_text(world.root.pem)
    (tmp_path / "client.pem").write_text(client.pem)
    (tmp_path / "ca.crl").write_bytes(crl(world.root, client).public_bytes(Encoding.PEM))
    runs_as_it_says("Revocation", tmp_path)


@pytest.mark.parametrize("program", ["review.py"])
def test_the_review_example_prints_what_every_language_prints(program: str) -> None:
    command = [sys.executable, str(REVIEW / "python" / program), str(REVIEW / "data")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stderr, done.stdout) == ("", (REVIEW / "expected.txt").read_text("utf-8"))
    assert done.returncode == 0
