"""The words that are put into Wagtail's templates still have a place there."""

from pathlib import Path

import pytest
import wagtail.admin
from django.template.loader import get_template

from portal.text.template_words import FORGOTTEN


@pytest.mark.parametrize("name", FORGOTTEN)
def test_a_word_is_still_forgotten_and_now_translated(name: str) -> None:
    source = Path(wagtail.admin.__file__).parent.joinpath("templates", name).read_text(encoding="utf-8")
    old, new = FORGOTTEN[name]
    assert old in source
    read = get_template(name).template.source
    assert old not in read
    assert new in read
