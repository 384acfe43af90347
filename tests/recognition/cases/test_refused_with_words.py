"""The whole table on real days: an act is either allowed or refused with words, and what the words say of days is true."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from recognition.cases import campaigns, lifecycle, submission
from recognition.models import Campaign, Case
from recognition.refusals import OutsideCampaign, WrongState

BEGIN, DAY = date(2026, 3, 1), timedelta(days=1)
# Every window by itself with a day between them; and as most communes have it: what is not said begins with the one before.
APART = {
    f"{kind}_{bound}": BEGIN + (4 * place + 2 * (bound == "to")) * DAY
    for place, kind in enumerate(lifecycle.WINDOWS)
    for bound in ("from", "to")
}
USUAL = {
    "submission_from": BEGIN + 4 * DAY,
    "submission_to": BEGIN + 8 * DAY,
    "assessment_to": BEGIN + 12 * DAY,
    "decision_to": BEGIN + 16 * DAY,
}
DAYS = [BEGIN + number * DAY for number in range(-1, 22)]
_BEGINS, _ENDED = re.compile(r"from (\d\d/\d\d/\d{4})"), re.compile(r"(?:until|on) (\d\d/\d\d/\d{4})")


@pytest.fixture(params=[APART, USUAL], ids=["apart", "usual"])
def campaign(request) -> Campaign:
    return Campaign(year=2026, **request.param)


def refusal(case: Case, act: str) -> Exception | None:
    try:
        submission.fits(case, act, closing=act == "end")  # nobody presses that: the closing act brings its window along
    except (WrongState, OutsideCampaign) as refused:
        return refused
    return None


@pytest.mark.parametrize("act", lifecycle.TABLE)
def test_every_act_in_every_state_on_every_day(campaign: Campaign, act: str, monkeypatch) -> None:
    for day in DAYS:
        monkeypatch.setattr(timezone, "localdate", lambda day=day: day)
        windows = {lifecycle.CLOSING} if act == "end" else campaigns.open_windows(campaign)
        for state in lifecycle.STATES:
            refused = refusal(Case(state=state, campaign=campaign), act)
            step = lifecycle.TABLE[act].get(state)
            if step is None:
                assert isinstance(refused, WrongState)
                assert str(Case(state=state).get_state_display()) in str(refused)
            elif step.windows and not step.windows & windows:
                assert isinstance(refused, OutsideCampaign)
                _true_words(campaign, step.windows, day, refused)
            else:
                assert refused is None


def _true_words(campaign: Campaign, windows: frozenset[str], day: date, refused: Exception) -> None:
    """The nearest day that is still to come, else the last one that there was, of the windows that the act needs."""
    with translation.override("en"):
        words = str(campaigns.wrong_day(campaign, windows))
    needed = [one for kind, one in campaigns.windows_of(campaign).items() if kind in windows]
    ahead = [one.first for one in needed if one.first > day]
    expected = [min(ahead)] if ahead else []
    assert [_read(one) for one in _BEGINS.findall(words)] == expected, words
    assert [_read(one) for one in _ENDED.findall(words)] == ([] if ahead else [max(one.last for one in needed)]), words
    assert re.search(r"\d\d/\d\d/2026", str(refused)), "in Vietnamese too"


def _read(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()


@pytest.mark.parametrize("act", lifecycle.TABLE)
def test_after_the_end_every_act_is_refused_with_words_or_asks_for_no_day(campaign: Campaign, act: str) -> None:
    campaign.closed_at = timezone.now()
    for state in lifecycle.STATES:
        refused, step = refusal(Case(state=state, campaign=campaign), act), lifecycle.TABLE[act].get(state)
        if step is None:
            assert isinstance(refused, WrongState)
        elif step.windows and lifecycle.AFTERWARDS not in step.windows and act != "end":
            assert isinstance(refused, OutsideCampaign)
            assert "2026" in str(refused)
        else:
            assert refused is None  # `must_be_running` stands behind it
