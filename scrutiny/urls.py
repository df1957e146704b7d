"""All addresses. Published ones never change; each has its row in the permission table test."""

from allauth.account import views as account_views
from django.urls import include, path, re_path

from scrutiny import views
from scrutiny.access import public, signed_in

# Only the account pages that the service uses; sign-up is closed, because the council gives out accounts.
account_urls = [
    path("login/", public(account_views.login), name="account_login"),
    path("logout/", public(account_views.logout), name="account_logout"),
    path("signup/", public(account_views.signup), name="account_signup"),
    path("inactive/", public(account_views.account_inactive), name="account_inactive"),
    path("reauthenticate/", signed_in(account_views.reauthenticate), name="account_reauthenticate"),
    path("password/change/", signed_in(account_views.password_change), name="account_change_password"),
    path("password/reset/", public(account_views.password_reset), name="account_reset_password"),
    path("password/reset/done/", public(account_views.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(account_views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        public(account_views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]

urlpatterns = [
    path("", include("panels.urls")),
    path("performance/", include("performance.urls")),
    path("action-plans/", include("actions.urls")),
    path("accounts/", include(account_urls)),
    path("health/", views.health, name="health"),
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error
