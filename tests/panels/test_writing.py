"""Plain text as officers type it, read as paragraphs and lists."""

import pytest

from panels.writing import Block, Entry, blocks, joined


def test_blank_lines_part_paragraphs_and_broken_lines_do_not():
    assert blocks("One\ntwo.\n\n\n  Three.  \n") == (Block("One two."), Block("Three."))


@pytest.mark.parametrize("text", ["", "\n \n\t\n"])
def test_nothing_typed_is_nothing(text):
    assert blocks(text) == ()


def test_a_list_belongs_to_the_paragraph_above_it_also_across_a_blank_line():
    assert blocks("These:\n- one\n- two\n  goes on") == (Block("These:", (Entry("one"), Entry("two goes on"))),)
    assert blocks("These:\n\n- one\n\n- two") == (Block("These:", (Entry("one"), Entry("two"))),)


def test_a_list_without_a_lead_in_stands_alone():
    assert blocks("- one\n• two") == (Block("", (Entry("one"), Entry("two"))),)


def test_letters_are_nested_below_roman_numbers():
    found = blocks("Interests:\n(i) Land\n(ii) Securities:\na) above £25,000; or\nb) several classes\n(iii) Other")

    assert found == (
        Block(
            "Interests:",
            (
                Entry("Land", "(i)"),
                Entry("Securities:", "(ii)", (Entry("above £25,000; or", "a)"), Entry("several classes", "b)"))),
                Entry("Other", "(iii)"),
            ),
        ),
    )
    assert found[0].is_labelled
    assert not blocks("- one")[0].is_labelled


def test_a_dash_within_a_line_is_no_bullet():
    assert blocks("2014 - 2024\n-not a bullet") == (Block("2014 - 2024 -not a bullet"),)


def test_windows_line_ends_are_line_ends():
    assert blocks("One\r\n\r\nTwo\r\n- three") == (Block("One"), Block("Two", (Entry("three"),)))


@pytest.mark.parametrize(
    ("names", "sentence"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_names_in_a_sentence(names, sentence):
    assert joined(names) == sentence
