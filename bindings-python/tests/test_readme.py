"""The quick start of the README runs as it is written, and prints what the README says; so does the review example."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent
REVIEW = PACKAGE.parent / "examples" / "review"


def test_the_quick_start_prints_what_the_readme_says() -> None:
    text = (PACKAGE / "README.md").read_text("utf-8")
    section = text.split("## Quick start")[1].split("\n## ")[0]
    [code] = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    [printed] = re.findall(r"```text\n(.*?)```", section, re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REVIEW / "data", capture_output=True, text=True, check=False
    )
    assert (done.stderr, done.stdout, done.returncode) == ("", printed, 0)


@pytest.mark.parametrize("program", ["review.py"])
def test_the_review_example_prints_what_every_language_prints(program: str) -> None:
    command = [sys.executable, str(REVIEW / "python" / program), str(REVIEW / "data")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stderr, done.stdout) == ("", (REVIEW / "expected.txt").read_text("utf-8"))
    assert done.returncode == 0
