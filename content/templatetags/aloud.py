"""“Nghe đọc”: the button and player of a page or a step of it, and the sentences that it reads, marked where they stand."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext
from wagtail.models import Page

from content.aloud.pages import WHOLE, recording_of, script_of
from content.aloud.readings import find
from content.aloud.script import Script
from content.aloud.sentences import marked
from content.aloud.voices import BYTES_A_SECOND, KINDS, PACE, PACES, VOICE, VOICES

register = template.Library()


@register.inclusion_tag("content/parts/aloud.html", takes_context=True)
def aloud(context: dict, page: Page, step: Any = None) -> dict:
    """The button with its length and size, and a plain player behind it; nothing where there is nothing to read.

    `step`: a number, or what has one; without it the whole page.
    """
    part = _part(step)
    recording = recording_of(page, part)
    if recording is not None:
        return {"recording": recording, "sources": [(recording.url, "")], "size": recording.file_size, "page": page}
    script = _script(context, page, part)
    if not script.readable or context.get("request") is None or getattr(context["request"], "is_preview", False):
        return {}
    voice, pace = chosen(context["request"])
    digest = script.digest(voice, pace)
    row = find(page, digest)
    seconds = row.seconds if row else script.seconds(pace)
    size = row.sizes["weba"] if row else int(seconds * BYTES_A_SECOND)

    def address(kind: str) -> str:
        return reverse("content:aloud", args=[page.pk, part, digest, kind])

    return {
        "sources": [(address(kind), media) for kind, media in KINDS.items()],
        "times": address("json"),
        "length": length(seconds),
        "size": size,
        "about": row is None,
        "number": len(script.lines),
        "page": page,
    }


def length(seconds: float) -> str:
    """How long it takes, as one says it: 40 seconds, 2 minutes 10 seconds."""
    minutes, rest = divmod(5 * max(1, round(seconds / 5)), 60)
    told = [ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}] if minutes else []
    if rest and minutes < 5:
        told.append(ngettext("%(number)s second", "%(number)s seconds", rest) % {"number": rest})
    return " ".join(told)


def chosen(request: Any) -> tuple[str, str]:
    """The voice and pace that this device keeps."""
    voice, pace = request.COOKIES.get("voice", ""), request.COOKIES.get("pace", "")
    return voice if voice in VOICES else VOICE, pace if pace in PACES else PACE


def _part(step: Any) -> str:
    return WHOLE if step in (None, "") else str(getattr(step, "number", step))


def _script(context: dict, page: Page, part: str) -> Script:
    """Put together once for the button and the marks of a page."""
    known = context.render_context.setdefault("aloud", {})  # type: ignore[attr-defined]
    if (page.pk, part) not in known:
        known[page.pk, part] = script_of(page, part)
    return known[page.pk, part]


@register.tag
def spoken(parser: Any, token: Any) -> template.Node:
    """{% spoken page step %}…{% endspoken %}: the sentences that are read are marked in what stands between."""
    _name, *arguments = token.split_contents()
    nodes = parser.parse(("endspoken",))
    parser.delete_first_token()
    return _Spoken(nodes, [parser.compile_filter(one) for one in arguments])


class _Spoken(template.Node):
    def __init__(self, nodes: template.NodeList, arguments: list) -> None:
        self.nodelist, self.arguments = nodes, arguments

    def render(self, context: Any) -> SafeString:
        page, *step = [one.resolve(context) for one in self.arguments]
        script = _script(context, page, _part(step[0] if step else None))
        shown = self.nodelist.render(context)
        return mark_safe(marked(shown, script.texts)) if script.readable else shown  # noqa: S308  what was rendered
