"""Something with the form of a Wagtail task that a real worker can be asked to run."""

from pathlib import Path


class Mark:
    """Writes a word into a file: what a test can see from outside."""

    def call(self, path: str, *, word: str) -> None:
        """Writes the word in one step."""
        fresh = Path(f"{path}.new")
        fresh.write_text(word, encoding="utf-8")
        fresh.rename(path)


mark = Mark()
