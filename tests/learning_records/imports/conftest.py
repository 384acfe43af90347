"""What the tests of intake share."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _private_root(settings, tmp_path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def lines_file(tmp_path) -> Callable[..., Path]:
    """Writes a file of lines: dicts as JSON, texts and bytes as they are."""

    def write(lines: list, name: str = "ban-ghi.jsonl") -> Path:
        path = tmp_path / name
        raw = [
            one
            if isinstance(one, bytes)
            else (one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)).encode()
            for one in lines
        ]
        path.write_bytes(b"\n".join(raw) + b"\n")
        return path

    return write
