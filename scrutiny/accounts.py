"""Sign-in with our forms and rules on top of django-allauth. Accounts are made by the council, never by sign-up."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from scrutiny.access import Permission, user_can
from scrutiny.forms import GovukForm


class AccountAdapter(DefaultAccountAdapter):
    """The council gives out accounts, so signing up is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Officers start at the desk; a councillor, who may not see it, where the meetings are."""
        return reverse("panels:desk" if user_can(request.user, Permission.VIEW_DRAFTS) else "panels:home")


class _AccountForm(GovukForm):
    """Our words on allauth's forms."""

    labels: dict[str, str] = {}
    hints: dict[str, str] = {}
    autocomplete: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            if name in self.autocomplete:
                field.widget.attrs["autocomplete"] = self.autocomplete[name]


class SignInForm(_AccountForm, allauth_forms.LoginForm):
    button = "Sign in"
    labels = {"login": "User name"}
    autocomplete = {"login": "username", "password": "current-password"}


class ChangePasswordForm(_AccountForm, allauth_forms.ChangePasswordForm):
    button = "Change password"
    labels = {"oldpassword": "Password now", "password1": "New password", "password2": "New password again"}
    hints = {"password1": "At least 12 characters. Three words that do not belong together work well."}
    autocomplete = {"oldpassword": "current-password", "password1": "new-password", "password2": "new-password"}


class ResetPasswordForm(_AccountForm, allauth_forms.ResetPasswordForm):
    button = "Send the link"
    labels = {"email": "E-mail address"}
    autocomplete = {"email": "email"}


class NewPasswordForm(_AccountForm, allauth_forms.ResetPasswordKeyForm):
    button = "Save the password"
    labels = {"password1": "New password", "password2": "New password again"}
    hints = {"password1": "At least 12 characters. Three words that do not belong together work well."}
    autocomplete = {"password1": "new-password", "password2": "new-password"}
