"""Status badges: a word, a shape and a colour for every member, or an error at once."""

from enum import Enum, StrEnum

import pytest
from django.template import Context, Template

from scrutiny.badges import Badge, badge_of, register


class Light(Enum):
    RED = 1
    GREEN = 2


class Half(Enum):
    FIRST = 1
    SECOND = 2


class Other(Enum):
    RED = 1


def test_an_enum_is_registered_whole_or_not_at_all():
    with pytest.raises(ValueError, match=r"Half has no badge for Half.SECOND"):
        register({Half.FIRST: Badge("First", "red", "square")})
    with pytest.raises(KeyError, match="has no badge: register one"):
        badge_of(Half.FIRST)


def test_members_of_two_enums_with_one_value_keep_their_own_badges():
    class Traffic(StrEnum):
        RED = "red"

    class Wine(StrEnum):
        RED = "red"

    register({Traffic.RED: Badge("Stop", "red", "square")})
    register({Wine.RED: Badge("Claret", "purple", "circle")})

    assert (badge_of(Traffic.RED).word, badge_of(Wine.RED).word) == ("Stop", "Claret")


@pytest.mark.parametrize("look", [{"colour": "crimson"}, {"colour": "red", "shape": "heart"}])
def test_a_look_that_the_styles_do_not_have_is_refused(look):
    with pytest.raises(ValueError, match="no such look"):
        Badge("Word", **look)


def test_a_badge_says_its_word_and_hides_its_shape_from_screen_readers():
    register({Light.RED: Badge("Stop <now>", "red", "square"), Light.GREEN: Badge("Go", "green")})

    html = Template("{% load scrutiny_tags %}{% badge light %}").render(Context({"light": Light.RED}))
    assert "Stop &lt;now&gt;" in html
    assert 'aria-hidden="true"' in html
    plain = Template("{% load scrutiny_tags %}{% badge light %}").render(Context({"light": Light.GREEN}))
    assert "app-badge__shape" not in plain


def test_a_status_that_nobody_registered_fails_on_the_page():
    with pytest.raises(KeyError, match="register one"):
        Template("{% load scrutiny_tags %}{% badge light %}").render(Context({"light": Other.RED}))
