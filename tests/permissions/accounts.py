"""Who may open what: accounts, and what belongs to no app."""

from tests.permissions.rows import ALL, SIGN_IN, Row

ROWS = [
    Row("health", ALL),
    # Accounts.
    Row("account_login", (200, 302, 302, 302, 302)),
    Row("account_login", (200, 302, 302, 302, 302), {}, "post", {"login": "nobody", "password": "x"}),
    Row("account_logout", (302, 200, 200, 200, 200)),
    Row("account_logout", (302,) * 5, {}, "post"),
    Row("account_signup", (200, 302, 302, 302, 302)),
    Row("account_signup", (200, 302, 302, 302, 302), {}, "post", {"username": "x"}),
    Row("account_inactive", ALL),
    Row("account_reauthenticate", (SIGN_IN, 200, 200, 200, 200)),
    Row("account_change_password", (SIGN_IN, 200, 200, 200, 200)),
    Row("account_change_password", (SIGN_IN, 200, 200, 200, 200), {}, "post"),
    Row("account_reset_password", ALL),
    Row("account_reset_password", (200,) * 5, {}, "post"),
    Row("account_reset_password_done", ALL),
    Row("account_reset_password_from_key", ALL, {"uidb36": "1", "key": "not-a-key"}),
    Row("account_reset_password_from_key_done", ALL),
]
