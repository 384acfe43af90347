"""Chapters and captions as people type them: read, or refused with the line and the reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.media import captions, segments
from content.media.captions import Cue, paragraphs, read, timed, written
from content.media.times import Chapter, WrongLine, chapters, clock, moment

VTT = """\ufeffWEBVTT - phim

NOTE không ai đọc

1
00:01.000 --> 00:04.500 align:start
<v Hoa>Chào bà con,</v>
hôm nay mình

00:00:04.500 --> 00:00:08.000
pha nước chấm &amp; ăn thử. Dễ lắm!

STYLE
::cue { color: red }

01:00:00.000 --> 01:00:02.000
Hết.
"""


def test_chapters() -> None:
    text = "0:00 Mở đầu\n\n 1:05 - Pha nước chấm \n12:30) Ăn thử\n1:02:03 Kết"
    assert chapters(text) == [
        Chapter(0, "Mở đầu"),
        Chapter(65, "Pha nước chấm"),
        Chapter(750, "Ăn thử"),
        Chapter(3723, "Kết"),
    ]
    assert [one.clock for one in chapters(text)] == ["0:00", "1:05", "12:30", "1:02:03"]
    assert chapters("") == []


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("0:00 Mở đầu\nPha chế", 2, "no time"),
        ("0:75 Mở đầu", 1, "no clock"),
        ("1:60:00 Mở đầu", 1, "no clock"),
        ("0:00", 1, "no name"),
        ("0:00 Mở đầu\n\n0:00 Lại", 3, "not later"),
        ("0:10 Hai\n0:05 Một", 2, "not later"),
        ("0:00 Mở đầu\n2:00 Quá phim", 2, "behind the end"),
        ("0:00 " + "a" * 121, 1, "long name"),
        ("\n".join(f"0:{n:02} Đoạn" for n in range(31)), 31, "too many"),
        ("0:05.5 Nửa", 1, "no time"),
        ("10 Mở đầu", 1, "no time"),
    ],
)
def test_a_wrong_chapter_names_line_and_reason(text: str, line: int, reason: str) -> None:
    with pytest.raises(WrongLine) as wrong:
        chapters(text, 100)
    assert (wrong.value.line, wrong.value.reason) == (line, reason)


@given(st.integers(0, 30_000))
def test_a_moment_reads_as_it_is_written(seconds: int) -> None:
    assert moment(f"{clock(seconds)} Đoạn") == (seconds, "Đoạn")


def test_webvtt_is_read() -> None:
    assert read(VTT.replace("\n", "\r\n").encode()) == [
        Cue(1, 4.5, "Chào bà con, hôm nay mình"),
        Cue(4.5, 8, "pha nước chấm & ăn thử. Dễ lắm!"),
        Cue(3600, 3602, "Hết."),
    ]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("1\n00:01.000 --> 00:02.000\nA", 1, "no head"),
        ("WEBVTTX\n", 1, "no head"),
        ("WEBVTT\n\n", 3, "no cues"),
        ("WEBVTT\n\n00:01 --> 00:02\nA", 3, "no times"),
        ("WEBVTT\n\n7\n00:01,000 --> 00:02,000\nA", 4, "no times"),
        ("WEBVTT\n\nChỉ có chữ", 3, "no times"),
        ("WEBVTT\n\n00:02.000 --> 00:02.000\nA", 3, "ends early"),
        ("WEBVTT\n\n00:09.000 --> 00:12.000\nA\n\n00:02.000 --> 00:03.000\nB", 6, "out of order"),
    ],
)
def test_wrong_captions_name_line_and_reason(text: str, line: int, reason: str) -> None:
    with pytest.raises(WrongLine) as wrong:
        read(text.encode())
    assert (wrong.value.line, wrong.value.reason) == (line, reason)


def test_captions_are_bounded() -> None:
    for data, reason in ((b"\xff\xfe\x00", "no text"), (b"WEBVTT" + b" " * captions.MOST_BYTES, "large file")):
        with pytest.raises(WrongLine, match=reason):
            read(data)
    many = "".join(f"{n // 60:02}:{n % 60:02}.000 --> {n // 60:02}:{n % 60:02}.500\na\n\n" for n in range(2001))
    with pytest.raises(WrongLine, match="many cues"):
        read(f"WEBVTT\n\n{many}".encode())


def test_a_transcript_with_times_becomes_captions() -> None:
    cues = timed("0:00 Chào bà con. Hôm nay.\nTiếp tục.\n0:20 Hết rồi.", 30)
    assert [(round(one.begin, 1), one.text) for one in cues] == [
        (0, "Chào bà con."), (8.3, "Hôm nay."), (13.8, "Tiếp tục."), (20, "Hết rồi."),
    ]  # fmt: skip
    assert cues[-1].end == 30
    assert read(written(cues).encode()) == [Cue(round(one.begin, 3), round(one.end, 3), one.text) for one in cues]


@pytest.mark.parametrize("words", ["", "Chào bà con.", "Chào.\n0:05 Sau.", "0:09 Sau.\n0:03 Trước."])
def test_without_good_times_there_are_no_captions(words: str) -> None:
    assert timed(words, 30) == []


def test_what_is_said_is_read_in_whole_sentences() -> None:
    (first, last) = paragraphs(read(VTT.encode()))
    assert [(one.at, one.text) for one in first.sentences] == [
        (1, "Chào bà con, hôm nay mình pha nước chấm & ăn thử. Dễ lắm!")
    ]
    assert (first.clock, last.clock) == ("0:01", "1:00:00")
    plain = paragraphs([], "Một.\n\nHai.")
    assert [[one.text for one in part.sentences] for part in plain] == [["Một."], ["Hai."]]
    assert plain[0].clock == ""


PARTS = st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)).map(lambda two: (min(two), max(two))), max_size=300)


@given(PARTS)
def test_segments_hold_what_was_played(found: list[tuple[float, float]]) -> None:
    """The union is ordered and apart, inside the film, and no part of it is lost or won; the progress is a share."""
    held: list[tuple[float, float]] = []
    for part in found:
        held = segments.added(held, part)
    assert len(held) <= segments.MOST
    union = segments.union(held)
    assert all(a[1] < b[0] for a, b in zip(union, union[1:], strict=False))
    covered = segments.union((round(begin, 3), round(end, 3)) for begin, end in found)
    lost = sum(end - begin for begin, end in covered) - sum(end - begin for begin, end in union)
    assert abs(lost) <= 0.31 * len(found) + 0.01
    assert 0 <= segments.progress(held, 100) <= 1


def test_segments_are_written_as_the_profile_does() -> None:
    held: list[tuple[float, float]] = []
    for part in ((0, 12), (14, 21), (21.2, 22), (18, 30)):
        held = segments.added(held, part)
    assert segments.written(held) == "0.000[.]12.000[,]14.000[.]22.000[,]18.000[.]30.000"
    assert segments.progress(held, 40) == 0.7
    assert segments.seconds(held) == 32
