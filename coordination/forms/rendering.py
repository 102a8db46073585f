"""How a form becomes markup. Add `RenderedForm` to a form, and in the page write `{% crispy form %}`:

    class WingForm(RenderedForm, forms.ModelForm):
        submit_label = "Save wing"
        cancel_url = ...                    # optional; may be set by the view

Plain forms and formsets work as well (`{{ form|crispy }}` inside your own <form>). The templates of the crispy
pack (templates/coordination/) lay out what markup.describe returns and decide nothing: kinds.py says what a
field is, controls.py renders its controls, sentences.py words its errors, errors.py gathers them.
"""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from coordination.forms.controls import NOTHING


class RenderedForm:
    """Mixin: a form that knows its buttons. Put it before forms.Form or forms.ModelForm."""

    submit_label = "Save"
    submit_kind = ""  # "secondary" or "warning"
    cancel_url = ""
    cancel_label = "Cancel"
    form_method = "post"
    form_action = ""
    mark_optional = True
    use_required_attribute = False

    @property
    def helper(self) -> FormHelper:
        """What {% crispy form %} asks for; override `layout` to group fields."""
        helper = FormHelper()
        helper.form_method = self.form_method
        if self.form_action:
            helper.attrs = {"action": self.form_action}
        helper.layout = self.layout()
        return helper

    def below(self, bound: BoundField) -> SafeString:
        """What stands under a field, beside its own markup."""
        return NOTHING

    def layout(self) -> Any:
        """A crispy Layout (Fieldset("Legend", "field", ...)), or None for the fields in their order."""
        return None
