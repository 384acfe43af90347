"""`{% csrf_token %}` of the whole site, the editing pages included: Django's field, and whose the form is."""

from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.template.library import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.unsent.owner import FIELD, owner_of

register = Library()


class FormTokenNode(CsrfTokenNode):
    """The hidden fields of a form that posts."""

    def render(self, context: Context) -> SafeString:
        token = super().render(context)
        user = getattr(context.get("request"), "user", None)
        if not token or user is None:
            return token
        return format_html('{}<input type="hidden" name="{}" value="{}">', token, FIELD, owner_of(user))


@register.tag
def csrf_token(parser: Parser, token: Token) -> FormTokenNode:
    """Stands in every form that posts."""
    return FormTokenNode()
