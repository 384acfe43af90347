"""The page of all titles: what is known of each, how surely, and what no text says."""

from html import unescape

import pytest
from django.urls import reverse

from recognition.sets import publishing
from recognition.sets.publishing import NoCriteriaSet, shipped
from recognition.sets.wording import unknown_texts
from recognition.titles.registry import TITLES
from tests.builders.recognition import citizen_set

pytestmark = pytest.mark.django_db


def page(client) -> str:
    answer = client.get(reverse("recognition:titles"))
    assert answer.status_code == 200
    return answer.content.decode()


def part(text: str, key: str) -> str:
    """The section of one title."""
    begin = text.index(f'id="t-{key}"')
    return text[begin : text.index("</section>", begin)]


def test_anybody_reads_of_every_title_what_is_known_and_what_is_not(client):
    text = page(client)
    for one in TITLES:
        section, criteria = unescape(part(text, one.key)), shipped(one.set_key)
        assert criteria.title in section
        assert ("Cổng này có chấm điểm" in section) == (one.key == "cong_dan_hoc_tap")
        said = unknown_texts(criteria)
        assert all(words[:1].upper() + words[1:] in section for words in said)
        assert (f"Còn {len(said)} điều chưa rõ" in section) == bool(said)
        assert "không có thời hạn" in section


def test_how_sure_a_fact_is_stands_beside_it(client):
    text = page(client)
    citizen, family, unit = (part(text, key) for key in ("cong_dan_hoc_tap", "gia_dinh_hoc_tap", "don_vi_hoc_tap_tinh"))
    assert 'Chủ tịch Ủy ban nhân dân cấp xã <span class="soft">(chưa chắc chắn)</span>' in citizen
    assert "324/QĐ-KHVN" in citizen
    assert "Ai đề nghị</dt><dd>chưa rõ" in "".join(line.strip() for line in family.splitlines())
    assert "(chưa đối chiếu với văn bản)" in family
    assert "Thông tư 24/2023/TT-BGDĐT ngày 11/12/2023" in unit


def test_what_is_published_stands_before_what_comes_with_the_portal(client, django_assert_max_num_queries):
    text = publishing.FOLDER.joinpath("cong_dan_hoc_tap-2022.1.yaml").read_text(encoding="utf-8")
    publishing.publish(
        text.replace('"2022.1"', '"2099.1"').replace("vi: Công dân học tập,", "vi: Công dân học tập mới,"), "x"
    )
    citizen_set()
    assert "Công dân học tập mới" not in page(client)  # of two from the same day the one published last
    later = text.replace('"2022.1"', '"2099.2"').replace("valid_from: 2022-07-28", "valid_from: 2026-01-01")
    publishing.publish(later.replace("vi: Công dân học tập,", "vi: Công dân học tập mới,"), "y")
    with django_assert_max_num_queries(6):
        assert "Công dân học tập mới" in page(client)


def test_a_set_that_does_not_come_with_the_portal():
    with pytest.raises(NoCriteriaSet):
        shipped("khong_co")
