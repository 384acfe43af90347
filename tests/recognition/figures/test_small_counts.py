"""What may be published of a list of counts: nothing of one to four people, also not by subtraction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.figures.small_counts import FEW, Published, published


@pytest.mark.parametrize(
    ("counts", "rows", "rest", "total"),
    [
        ({}, (), 0, 0),
        ({"a": 0, "b": 0}, (), 0, 0),
        ({"a": 7, "b": 5}, (("a", 7), ("b", 5)), 0, 12),
        ({"a": 5, "b": 7, "c": 0}, (("b", 7), ("a", 5)), 0, 12),
        ({"a": 4}, (), None, None),
        ({"a": 1, "b": 3, "c": 0}, (), None, None),
        ({"a": 20, "b": 8, "c": 1}, (("a", 20),), 9, 29),  # one hidden row alone would be total less the others
        ({"a": 20, "b": 8, "c": 2, "d": 1}, (("a", 20),), 11, 31),  # three: who knows of one knows the other
        ({"a": 20, "b": 4, "c": 3}, (("a", 20),), 7, 27),
        ({"a": 9, **dict.fromkeys("bcdef", 1)}, (), 14, 14),  # five of one each would say so
        ({"a": 3, "b": 2}, (), 5, 5),
    ],
)
def test_published(counts, rows, rest, total):
    assert published(counts) == Published(rows, rest, total)


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 30), max_size=12))
def test_no_subtraction_brings_a_small_count_to_light(counts):
    found = published(counts)
    if found.total is None:
        assert 0 < sum(counts.values()) < FEW
        assert (found.rows, found.rest) == ((), None)
        return
    assert found.total == sum(counts.values()) == sum(count for _, count in found.rows) + found.rest
    assert all(count >= FEW and counts[name] == count for name, count in found.rows)
    hidden = [count for name, count in counts.items() if count and name not in dict(found.rows)]
    assert sum(hidden) == found.rest
    if hidden and found.rows:  # each of them could be one, and each could be FEW
        assert len(hidden) > 1
        assert found.rest - len(hidden) >= FEW - 1
