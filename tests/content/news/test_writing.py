"""What the editor says of a draft of news, and the page of letters from an article."""

import pytest
from django.core.cache import caches
from django.test import Client

from content.writing.panel import in_words
from content.writing.warnings import Warned, warnings_of_news
from tests.builders.news import Press

FINE = {"lead": "Lớp mở tối nay.", "picture": True, "alt": "Lớp học", "credit": "Lan"}


def picture(**more) -> dict:
    return {
        "type": "picture",
        "value": {"image": 1, "drawn": "", "alt": "Hồ", "caption": "Hồ làng", "credit": "Tư"} | more,
    }


@pytest.mark.parametrize(
    ("changes", "body", "found"),
    [
        ({}, [picture()], []),
        ({"lead": " "}, [], [Warned("lead")]),
        ({"alt": ""}, [], [Warned("main alt")]),
        ({"credit": ""}, [], [Warned("main credit")]),
        ({"picture": False, "alt": "", "credit": ""}, [], []),
        ({}, [picture(alt="")], [Warned("alt", "Hồ làng")]),
        ({}, [picture(credit="")], [Warned("credit", "Hồ làng")]),
        ({}, [picture(credit="", image=None, drawn="read-lamp")], []),
        ({}, [{"type": "text", "value": "<p>Lớp ở TTHTCĐ.</p>"}], [Warned("short", "TTHTCĐ")]),
        ({"lead": "Một " * 31}, [], [Warned("long", "Một Một Một Một Một Một Một Một …")]),
    ],
)
def test_what_a_draft_lacks(changes: dict, body: list, found: list) -> None:
    assert warnings_of_news(body, **FINE | changes) == found
    assert all(in_words(one) for one in found)


class TestLetters:
    def test_the_way_leads_there_and_back_and_the_size_is_kept(self, press: Press) -> None:
        page, client = press.tell("Tin"), Client()
        assert 'href="/co-chu/"' in client.get(page.url).text
        shown = client.get("/co-chu/", headers={"Referer": f"http://testserver{page.url}"}).text
        assert f'value="http://testserver{page.url}"' in shown
        sent = {"letters": "150", "contrast": "high", "back": f"http://testserver{page.url}"}
        assert client.post("/co-chu/", sent).url.endswith(page.url)
        assert 'class="letters-150 contrast"' in client.get(page.url).text

    def test_a_kept_article_is_kept_for_each_size(self, press: Press, settings) -> None:
        settings.PUBLIC_PAGES_SECONDS = 30
        caches["pages"].clear()
        page = press.tell("Tin")
        for _time in range(2):
            for size in ("", "125", "150"):
                client = Client()
                if size:
                    client.cookies["letters"] = size
                answer = client.get(page.url)
                assert (f"letters-{size}" in answer.text) is bool(size)
                assert "letters-1" in answer.text or not size
                assert "Cookie" in answer["Vary"]
