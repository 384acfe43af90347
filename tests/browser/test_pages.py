"""How pages are built for thumbs, weak eyes and nights: targets, large letters, dark colours, the next act in view.

`test_accessibility.py` asks axe about every page in the light scheme; this module walks the same pages once more for
what axe does not look at, and a few that are reached only in the middle of some work.
"""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Visitors
from tests.browser.test_accessibility import ANYBODY, COURSE, LESSON, SIGNED_IN, complaints, follow, too_wide

PHONE = 360
THUMB = 44  # px of the shorter side that a thumb hits (WCAG 2.5.5; docs/look.md asks for 48, 44 at the desk)
FOLD = 560  # a phone of 640 px loses its lower edge to the rooms and to the browser (docs/look.md)

# Pages in the middle of some work, which the list of `test_accessibility.py` does not have.
FURTHER = {
    "citizen": ["/khoa-hoc/", "/cua-toi/minh-chung/", "/cua-toi/ho-so/cham-diem/"],
    "citizen_recognised": ["/tim/?q=thu+vien"],
    "staff": ["/quay/moi/"],
    "officer": ["/so-lieu/19288/"],
}
LETTERS = {  # what a person may set: our own class, or the browser's letters
    "150 % by our own choice": "document.documentElement.classList.add('letters-150')",
    "200 % by the browser": "document.documentElement.style.setProperty('font-size', '200%', 'important')",
}

# Links within a line of other words are left out, as WCAG 2.5.5 does: their height is that of the line.
SMALL_TARGETS = """least => {
  const says = node => [...node.childNodes].some(child =>
    child.nodeType === Node.TEXT_NODE ? child.textContent.trim().length > 1 : false);
  const wrong = [];
  document.querySelectorAll('main details').forEach(closed => { closed.open = true; });
  for (const target of document.querySelectorAll('main button, main a[href], main summary, main select, '
       + 'main textarea, main input:not([type=hidden])')) {
    if (!target.checkVisibility() || !target.getClientRects().length) continue;
    if (target.closest('[aria-hidden=true], .hide')) continue;
    if (getComputedStyle(target).display === 'inline' && says(target.parentElement)) continue;
    const cover = getComputedStyle(target, '::after');
    const box = cover.position === 'absolute' && cover.content !== 'none' ? target.closest('.card')
      : target.matches('input') && target.closest('label') || target;
    const {width, height} = box.getBoundingClientRect();
    if (Math.round(Math.min(width, height)) < least)
      wrong.push(`${target.tagName.toLowerCase()} “${(target.innerText || target.name || '').trim().slice(0, 40)}” `
        + `${Math.round(width)} × ${Math.round(height)}`);
  }
  return wrong;
}"""


def small_targets(page: Page) -> Iterator[str]:
    """Buttons, fields and links on their own that a thumb misses."""
    for found in page.evaluate(SMALL_TARGETS, THUMB):
        yield f"{page.url}: too small for a thumb: {found}"


def landmarks(page: Page) -> Iterator[str]:
    """One main part, and the way to it as the first thing the keyboard meets."""
    if page.locator("main, [role=main]").count() != 1:
        yield f"{page.url}: {page.locator('main, [role=main]').count()} main parts"
    page.keyboard.press("Tab")
    if page.evaluate("document.activeElement.getAttribute('href')") != "#main":
        yield f"{page.url}: the keyboard does not begin with the way to the main part"


def large_letters(page: Page) -> Iterator[str]:
    """Nothing sticks out of a phone at 150 % and at 200 %."""
    for name, script in LETTERS.items():
        page.evaluate(script)
        for found in too_wide(page):
            yield f"{name}: {found}"
        page.evaluate("document.documentElement.style.fontSize = ''; document.documentElement.className = ''")


def contrast(page: Page) -> Iterator[str]:
    """Colours of the night as axe measures them; nothing moves meanwhile, or a half-changed button would be measured."""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    answer = Axe().run(page, options={"runOnly": ["color-contrast"]}).response
    assert answer["passes"] or answer["violations"], f"{page.url}: no colour was measured"
    for found in answer["violations"]:
        yield f"{page.url}: dark: {[node['target'] for node in found['nodes']][:3]}"
    page.emulate_media(color_scheme="light", reduced_motion="reduce")


# The bars of numbers and of a case have no ground of their own and bring their distance along.
FIRST = """() => {
  const first = [...document.querySelectorAll('main > *')].find(one => one.getClientRects().length);  // what is shown
  const own = first.matches('.numbers, .casebar, .person') ? parseFloat(getComputedStyle(first).paddingTop) : 0;
  return first.getBoundingClientRect().top + own
    - document.querySelector('header.top, header').getBoundingClientRect().bottom;
}"""


def below_the_head(page: Page) -> Iterator[str]:
    """What comes first keeps its distance from the line of the head, whatever it is."""
    distance = page.evaluate(FIRST)
    if distance < 8:
        yield f"{page.url}: begins {distance} px below the head"


def visit(page: Page, path: str) -> None:
    """Opens the page and makes sure that it is the one meant."""
    if path.startswith("→"):
        follow(page, path)
        return
    answer = page.goto(path)
    assert answer is not None, path
    assert answer.status == (404 if "khong-co" in path else 200), f"{path}: {answer.status}"


def walk(page: Page, paths: list[str]) -> list[str]:
    """What is wrong on these pages at the width of a phone."""
    wrong: list[str] = []
    for path in paths:
        visit(page, path)
        wrong += [*landmarks(page), *below_the_head(page), *small_targets(page), *large_letters(page), *contrast(page)]
    return wrong


def test_pages_of_everybody_fit_thumbs_and_eyes(visitors: Visitors) -> None:
    assert walk(visitors.page(width=PHONE), ANYBODY) == []


@pytest.mark.parametrize("role", SIGNED_IN)
def test_pages_of_a_person_fit_thumbs_and_eyes(visitors: Visitors, role: str) -> None:
    page = visitors.sign_in(role, width=PHONE)
    wrong = walk(page, SIGNED_IN[role])
    for path in FURTHER.get(role, []):
        wrong += walk(page, [path])
        wrong += complaints(page)
    assert wrong == []


def test_the_walk_finds_what_is_wrong(visitors: Visitors) -> None:
    page = visitors.page(width=PHONE)
    page.goto("/")
    page.evaluate(
        """() => { const small = document.createElement('button'); small.textContent = 'bé'; small.style.padding = 0;
          const wide = document.createElement('p'); wide.textContent = 'chữ'; wide.style.width = '30rem';
          const pale = document.createElement('p'); pale.textContent = 'nhạt'; pale.style.color = '#444';
          document.querySelector('main').append(small, wide, pale);
          document.querySelector('main').style.padding = 0; }"""
    )
    assert "below the head" in " ".join(below_the_head(page))
    assert "“bé”" in " ".join(small_targets(page))
    assert "150 %" in " ".join(large_letters(page))
    assert "dark" in " ".join(contrast(page))


@pytest.mark.parametrize(("role", "path"), [("", "/"), ("", COURSE), ("citizen", "/"), ("citizen", COURSE)])
def test_the_next_act_stands_above_the_fold_of_a_phone(visitors: Visitors, role: str, path: str) -> None:
    page = visitors.sign_in(role, width=PHONE) if role else visitors.page(width=PHONE)
    page.goto(path)
    box = page.locator("main .button.big").first.bounding_box()
    assert box, "the page has its one next act"
    assert box["y"] + box["height"] <= FOLD, f"it ends at {box['y'] + box['height']} px"


def test_a_lesson_reads_the_same_without_and_with_an_account(visitors: Visitors) -> None:
    stranger, learner = visitors.page(width=PHONE), visitors.sign_in("citizen", width=PHONE)
    for page in (stranger, learner):
        page.goto(f"{LESSON}?buoc=ca-bai")
    assert stranger.locator("h1").inner_text() == learner.locator("h1").inner_text()
    assert stranger.locator("form.question").count() == learner.locator("form.question").count() > 0


def test_a_module_stays_on_one_worker(request: pytest.FixtureRequest) -> None:
    """Where tests are spread over workers by group: else each worker would start a site for each module."""
    grouped = getattr(request.config.option, "loadgroup", False)
    assert request.node.nodeid.endswith("@browser-looking") or not grouped
