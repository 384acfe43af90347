"""What is read over before it is sent again: each field under its label."""

from portal.unsent import typed
from portal.unsent.reading import read


def test_points_and_single_words_are_read_over_too():
    fields = [["points-A1", "7,5"], ["reason-A1", "Mờ"], ["words", "Được"], ["act", "end"], ["seen-A1", "8.00"]]
    rows, others = read(typed.Typed("/can-bo/ho-so/1/", "x", fields, [], []))
    assert (rows, others) == ([("Điểm A1", "7,5"), ("Lý do A1", "Mờ")], ["Được"])
