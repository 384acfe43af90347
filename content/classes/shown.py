"""Two hands at one form: what its page had shown comes back with it, so that nobody puts back what another has changed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WAS = "was-"


class ShownForm(forms.Form):
    """A form whose `initial` is what stands there now. What only another has changed stays; what both have is asked once."""

    def shown(self) -> list[tuple[str, str]]:
        """Name and text of each hidden box: what stands there now, which is what this page shows or says."""
        return [(f"{WAS}{name}", self._text(name)) for name in self._followed()]

    def clean(self) -> dict[str, Any]:
        """Compares what the page had shown, what was typed and what stands there now. A page without it is taken as it is."""
        data = super().clean() or self.cleaned_data
        for name in self._followed():
            was, now = self.data.get(f"{WAS}{name}"), self._text(name)
            if was is None or was == now or name not in data:
                continue
            stands = self._value(name, now)
            if data[name] == self._value(name, was):
                data[name] = stands
                self._show(name, now)
            elif data[name] != stands:
                words = _("Somebody else has written “%(now)s” here meanwhile. Look at both, then press once more.")
                self.add_error(name, words % {"now": self._words(name, now)})
        return data

    def _show(self, name: str, text: str) -> None:
        """A page that comes back for another box says what stands there, as its hidden box does: pressed again, it stays."""
        self.data = self.data.copy()
        if isinstance(self.initial[name], bool) and not text:
            self.data.pop(name, None)
        else:
            self.data[name] = text

    def _followed(self) -> list[str]:
        return [name for name in self.fields if name in self.initial and not self.fields[name].widget.is_hidden]

    def _text(self, name: str) -> str:
        value, widget = self.initial[name], self.fields[name].widget
        if isinstance(value, bool):
            return "on" if value else ""
        if value is None or isinstance(widget, forms.widgets.ChoiceWidget):
            return str(value or "")
        return str(widget.format_value(value) or "")

    def _words(self, name: str, text: str) -> str:
        """What stands there as its page says it: of a choice its words, of a box whether it is ticked."""
        if isinstance(self.initial[name], bool):
            return str(_("ticked") if text else _("not ticked"))
        choices = getattr(self.fields[name], "choices", ())
        return str(dict(choices).get(text, text)) or "–"

    def _value(self, name: str, text: str) -> Any:
        try:
            return self.fields[name].clean(text)
        except ValidationError:
            return None
