"""The plan that these tests look at: Portsmouth's, loaded as the demonstration loads it, and people of each role."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from actions import demo
from actions.models import Action, AreaForImprovement
from scrutiny.access import Role
from scrutiny.models import Council, User

FIXTURES = Path(__file__).parents[2] / "fixtures" / "actions"


@pytest.fixture
def portsmouth(db: None) -> Council:
    return Council.objects.create(name="Portsmouth City Council", short_name="Portsmouth", slug="portsmouth")


@pytest.fixture
def person(db: None) -> Callable[[Role], User]:
    """Makes somebody with the role, once a role."""

    def make(role: Role) -> User:
        found = User.objects.filter(username=role.value).first()
        return found or User.objects.create_user(role.value, full_name=f"A {role.label}", role=role)

    return make


@pytest.fixture
def signed_in(person: Callable[[Role], User]) -> Callable[[Role], Client]:
    """A browser in which somebody with the role has signed in."""

    def sign_in(role: Role) -> Client:
        client = Client()
        client.force_login(person(role), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def area(portsmouth: Council) -> AreaForImprovement:
    """Recommendation 11 with its five actions, published."""
    demo.load_file(by=None, path=FIXTURES / "portsmouth-2014.toml")
    return AreaForImprovement.objects.with_plan().get()


@pytest.fixture
def action(area: AreaForImprovement) -> Action:
    """The first action: the annual report, due in January 2015."""
    return Action.objects.get(area=area, position=1)
