"""Dates and times in words, problems as sentences, and forms that escape what somebody stored."""

import datetime

import pytest
from django import forms
from django.template import Context, Template

from scrutiny.forms import GovukForm
from scrutiny.problems import Problem, ProblemsError
from scrutiny.templatetags.scrutiny_tags import uk_date, uk_date_day, uk_time


def test_a_date_in_words():
    day = datetime.date(2018, 6, 7)

    assert (uk_date(day), uk_date_day(day)) == ("7 June 2018", "Thursday 7 June 2018")
    assert (uk_date(None), uk_date_day(None)) == ("", "")


def test_a_moment_is_said_in_british_time():
    """Half past eleven at night, in summer, in Greenwich time, is the next day in Britain."""
    late = datetime.datetime(2018, 6, 7, 23, 30, tzinfo=datetime.UTC)

    assert (uk_date(late), uk_time(late)) == ("8 June 2018", "12.30am")


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (datetime.time(17, 30), "5.30pm"),
        (datetime.time(17), "5pm"),
        (datetime.time(9, 5), "9.05am"),
        (datetime.time(12), "midday"),
        (datetime.time(12, 15), "12.15pm"),
        (datetime.time(0), "12am"),
        (None, ""),
    ],
)
def test_a_time_in_words(time, words):
    assert uk_time(time) == words


def test_a_problem_is_one_sentence_line_with_where_what_and_how_to_mend():
    problem = Problem("'about 40' is not a number.", where="Sheet 'Dataset', cell F12", mend="Type a number.")

    assert str(problem) == "Sheet 'Dataset', cell F12: 'about 40' is not a number. Type a number."
    assert str(Problem("It is gone.")) == "It is gone."


def test_problems_come_all_together():
    error = ProblemsError([Problem("One."), Problem("Two.")])

    assert str(error) == "One.\nTwo."
    with pytest.raises(ValueError, match="at least one"):
        ProblemsError([])


class Stored(GovukForm):
    """A form whose words came from the database."""

    choice = forms.ChoiceField(label="<b>Label</b>", help_text="<i>Hint</i>", choices=[("1", "<u>Choice</u>")])
    text = forms.CharField(initial="<s>Initial</s>")


def test_a_form_escapes_every_word_that_may_have_been_stored():
    html = Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": Stored()}))

    for tag in ("<b>", "<i>", "<u>", "<s>"):
        assert tag not in html
    assert "&lt;b&gt;Label" in html
    assert "&lt;i&gt;Hint" in html


def test_an_error_summary_escapes_what_was_typed():
    form = Stored({"choice": "<script>", "text": ""})
    assert not form.is_valid()

    html = Template("{% load crispy_forms_tags crispy_forms_gds %}{% error_summary form %}{% crispy form %}").render(
        Context({"form": form})
    )

    assert "<script>" not in html


def test_a_conflict_shows_the_new_version_and_keeps_what_was_typed():
    form = Stored({"choice": "1", "text": "my words"})
    form.renew(choice="2")

    assert (form.data["choice"], form.data["text"]) == ("2", "my words")
