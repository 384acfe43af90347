"""Practice tasks are judged by what was done: whatever is sent, the score is bounded and nobody comes past a wrong screen."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.practice.check import DONE, ON, PART, NothingDone, acts, judge, right_acts
from content.practice.register import tasks
from content.practice.secret import LEAST, OUTCOMES, STRONG, outcome
from content.practice.task import PICKS, TICKS, Screen, Task, Variant, pieces

TOLD = [(task, variant) for task in tasks().values() for variant in task.variants]
told = st.sampled_from(TOLD)


def any_acts(draw, variant: Variant, screen: Screen) -> list[str]:
    """The acts of a learner who does anything that the screen allows, and sends it."""
    place = f"{variant.key}.{screen.key}"
    if screen.look in TICKS:
        marked = draw(st.lists(st.sampled_from(screen.items), unique=True))
        found = [f"{place}.{item.key}{PART}{ON}" for item in marked]
    elif screen.look in PICKS:
        found = [f"{place}.choice{PART}{draw(st.sampled_from(screen.items)).key}"]
    elif screen.look == "secret":
        found = [f"{place}.secret{PART}{draw(st.sampled_from(OUTCOMES))}"]
    else:
        words = st.text(st.characters(exclude_categories=["C"]), max_size=20)
        found = [f"{place}.{one.key}{PART}{draw(words | st.sampled_from(one.accepted))}" for one in screen.fields]
    return [*found, f"{place}{PART}{DONE}"]


@given(st.data(), told)
@settings(max_examples=60, deadline=None)
def test_whatever_is_done_is_judged_within_bounds_and_only_all_right_is_right(data, one):
    task, variant = one
    sent: list[str] = []
    for screen in variant.screens[: data.draw(st.integers(1, len(variant.screens)))]:
        sent += any_acts(data.draw, variant, screen)
    try:
        found = judge(task, data.draw(st.permutations(sent)))
    except NothingDone:
        return
    wrong = [number for number, one in enumerate(found.judged) if not one.right]
    assert wrong in ([], [len(found.judged) - 1])  # nothing is judged behind a screen that is wrong
    assert 0 <= found.scaled <= 1
    assert found.right == (found.scaled == 1)
    assert (found.next is None) == (bool(wrong) or len(found.judged) == len(variant.screens))
    again = judge(task, acts(found))
    assert (again.right, again.scaled, acts(again)) == (found.right, found.scaled, acts(found))


@given(told, st.randoms())
@settings(max_examples=20, deadline=None)
def test_right_is_right_in_every_order(one, chance):
    task, variant = one
    sent = right_acts(variant)
    chance.shuffle(sent)
    assert judge(task, sent).right


@given(told, st.lists(st.text(max_size=30), max_size=6))
@settings(max_examples=40, deadline=None)
def test_what_no_form_sends_is_refused_not_judged(one, sent):
    task, variant = one
    with pytest.raises(ValueError, match="not an act|one telling|no such screen|not on|^$"):
        judge(task, [*right_acts(variant), "x", *sent])


def test_the_first_screens_lead_on_and_the_last_ends():
    task = tasks()["tim-dich-vu-cong"]
    variant = task.variants[0]
    first = [act for act in right_acts(variant) if ".tim" in act]
    assert judge(task, first).next == variant.screens[1]
    later = [act for act in right_acts(variant) if ".thu-tuc" in act]
    with pytest.raises(ValueError, match="left out"):
        judge(task, [*first, *later])
    assert judge(task, right_acts(variant)).next is None


def test_a_wrong_mark_is_told_and_what_is_missed_is_not():
    task = tasks()["tin-lua-dao"]
    found = judge(task, [f"a.hop-thu.ngan-hang{PART}{ON}", f"a.hop-thu.dien{PART}{ON}", f"a.hop-thu{PART}{DONE}"])
    said = {part.key: (part.state, bool(part.text)) for part in found.judged[0].parts}
    assert said["ngan-hang"] == ("right", True)
    assert said["dien"] == ("wrong", True)
    assert said["may-hong"] == ("missed", False)
    assert said["truong"] == ("safe", False)
    assert (found.judged[0].found, found.judged[0].wanted, found.scaled, found.next) == (1, 2, 0.0, None)


@pytest.mark.parametrize(
    ("secret", "said"),
    [
        ("bốn con vịt 3", STRONG),
        ("ngắn quá 12", "short"),
        ("  ngắn quá 1   ", "short"),
        ("123456789012", "common"),
        ("qwertyuiop[]", "common"),
        ("Mật Khẩu 12345", "common"),
        ("Yêu em 1234567", "common"),
        ("nhà Hoa ở thôn Hạ", "personal"),
        ("xin chào 1972 nhé", "personal"),
        ("HOA1972hoa1972", "personal"),
        ("aaaaaaaaaaaab", "plain"),
        ("ăn quả nhớ kẻ", STRONG),
        ("hoan hô con gà 5", STRONG),  # “hoa” inside another word is nobody's name
    ],
)
def test_secrets(secret, said):
    assert outcome(secret, ["hoa", "1972"]) == said


@given(st.text(max_size=300))
@settings(max_examples=40)
def test_any_secret_has_an_outcome_and_a_short_one_is_never_strong(secret):
    found = outcome(secret, ["hoa"])
    assert found in OUTCOMES
    assert found == "short" or len(secret.strip()) >= LEAST


@pytest.mark.parametrize("task", tasks().values(), ids=lambda task: task.key)
def test_every_task_can_be_told_apart_and_teaches(task: Task):
    codes = {aim.code for aim in task.aims if aim.framework == "tt02_2025"}
    assert codes == {aim.code for aim in task.aims if aim.framework == "digcomp_2_2"}  # the codes mirror each other
    for variant in task.variants:
        for screen in variant.screens:
            assert screen.hint != screen.done
            said = [item.told for item in screen.items] + [one.told for one in screen.fields]
            assert len(set(said)) == len(said), (task.key, variant.key, screen.key)
    assert {task.variant_for(str(number)).key for number in range(20)} == {one.key for one in task.variants}
    assert task.variant_for("somebody") is task.variant_for("somebody")


def test_what_gives_it_away_is_read_out_of_the_brackets():
    assert pieces("Bấm [[đây]] ngay") == [(False, "Bấm "), (True, "đây"), (False, " ngay")]
