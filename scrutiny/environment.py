"""Reading settings from the environment, with an error that says how to mend what is wrong.

Nothing else in the product reads environment variables. No Django here: settings.py imports this.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}


@dataclass(frozen=True)
class Variable:
    """One environment variable: its name, what it is for, and an example; the README's list comes from here."""

    name: str
    meaning: str
    default: str
    example: str


VARIABLES: list[Variable] = []


def _declare(name: str, meaning: str, default: str, example: str) -> str | None:
    if all(known.name != name for known in VARIABLES):
        VARIABLES.append(Variable(name, meaning, default, example))
    value = os.environ.get(name)
    return value.strip() if value is not None else None


def text(name: str, *, meaning: str, default: str = "", example: str = "") -> str:
    """The variable as text, stripped; the default where it is not set."""
    value = _declare(name, meaning, default, example)
    return default if value is None else value


def flag(name: str, *, meaning: str, default: bool = False) -> bool:
    """The variable as yes or no; anything else is an error."""
    value = _declare(name, meaning, "1" if default else "0", "1")
    if value is None:
        return default
    if value.lower() in TRUE:
        return True
    if value.lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}. Set it to 1 for yes or 0 for no.")


def integer(name: str, *, meaning: str, default: int) -> int:
    """The variable as a whole number of 0 or more; anything else is an error."""
    value = _declare(name, meaning, str(default), str(default))
    if value is None:
        return default
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}. Set it to a whole number, such as {default}.")
    return int(value)


def names(name: str, *, meaning: str, default: tuple[str, ...] = (), example: str = "") -> list[str]:
    """The variable as a list, split at commas."""
    value = _declare(name, meaning, ",".join(default), example)
    if value is None:
        return list(default)
    return [part.strip() for part in value.split(",") if part.strip()]


def folder(name: str, *, meaning: str, default: Path) -> Path:
    """The variable as a folder, made if it is missing; an error says why it cannot be used."""
    value = _declare(name, meaning, f"{default.name}/", "/srv/scrutiny")
    path = Path(value).expanduser().resolve() if value else default
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name} says the data folder is {path}, which cannot be used ({error.strerror}). "
            "Name a folder that this user may write to."
        ) from error
    return path


def secret_key(name: str, *, data: Path, development: bool) -> str:
    """The signing key. Development keeps one of its own in the data folder; a real service must set it."""
    value = _declare(
        name, "Signs sessions and links; at least 50 random characters", "", "the output of openssl rand -hex 32"
    )
    if value:
        if len(value) < 50 and not development:
            raise ImproperlyConfigured(f"{name} has {len(value)} characters. Use at least 50, made at random.")
        return value
    if not development:
        raise ImproperlyConfigured(
            f"{name} is not set. Set it to at least 50 random characters (openssl rand -hex 32 makes one), "
            "or set SCRUTINY_DEVELOPMENT=1 to try the service on your own computer."
        )
    kept = data / "development-secret-key"
    if not kept.exists():
        # Exclusive creation: two processes starting at once must end with the same key.
        try:
            with open(kept, "x", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
                file.write(secrets.token_urlsafe(64))
        except FileExistsError:
            pass
    return kept.read_text()
