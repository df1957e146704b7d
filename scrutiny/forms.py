"""The form that every form here is: GOV.UK markup by crispy-forms, and nothing stored ever printed unescaped."""

from typing import Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Layout
from django import forms
from django.http import QueryDict
from django.utils.html import conditional_escape


class GovukForm(forms.Form):
    """A form with one button, laid out by crispy-forms.

    The page shows problems with `{% error_summary form %}` above its heading. The template pack prints labels and
    help texts as they are, so they are escaped here: a title that somebody stored may stand in one.
    """

    button = "Save"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = conditional_escape(field.label) if field.label is not None else None
            field.help_text = conditional_escape(field.help_text)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = self.layout()

    def renew(self, **values: object) -> None:
        """Show other values in hidden fields and keep what was typed, so that nobody types anything twice."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        for name, value in values.items():
            data[name] = str(value)
        self.data = data

    def layout(self) -> Layout:
        """The fields in order, then the button; override to group them."""
        own = f"submit-{type(self).__name__.lower()}"  # a page may have several forms
        return Layout(*self.fields, Button("submit", self.button, css_id=own))
