"""The page plan: numbers, blank pages, ranges and stamps, with the published pack of 7 June 2018 as the case."""

import pytest

from scrutiny.documents.plan import Item, PageKind, Paper, plan_pages


def item(number: str, *lengths: int) -> Item:
    papers = [Paper(f"{number}/{index}", f"Paper {index}", pages) for index, pages in enumerate(lengths)]
    return Item(number, f"Item {number}", tuple(papers))


@pytest.fixture
def published():
    """Item 7 has three pages, item 8 two, item 9 a report of four pages and appendices of five and two."""
    report = Paper("9", "Performance", 4)
    appendices = (Paper("9/1", "Dataset", 5, "Appendix 1"), Paper("9/2", "Glossary", 2, "Appendix 2"))
    return plan_pages([item("6"), item("7", 3), item("8", 2), Item("9", "Performance", (report, *appendices))])


def test_the_ranges_are_those_of_the_published_agenda(published):
    assert [planned.page_range for planned in published.items] == ["", "Pages 1 - 4", "Pages 5 - 6", "Pages 7 - 18"]


def test_every_paper_starts_on_an_odd_number(published):
    assert [paper.first for paper in published.papers] == [1, 5, 7, 11, 17]


def test_a_blank_page_carries_the_number_behind_its_paper(published):
    blanks = [(page.number, page.key) for page in published.pages if page.kind is PageKind.BLANK]
    assert blanks == [(4, "7/0"), (16, "9/1")]


def test_numbers_run_through_from_one(published):
    assert [page.number for page in published.pages] == list(range(1, 19))
    assert published.last_number == 18


def test_the_first_page_of_each_paper_says_where_it_belongs(published):
    stamped = {page.number: page.stamp for page in published.pages if page.stamp}
    assert stamped == {
        1: ("Agenda Item 7",),
        5: ("Agenda Item 8",),
        7: ("Agenda Item 9",),
        11: ("Agenda Item 9", "Appendix 1"),
        17: ("Agenda Item 9", "Appendix 2"),
    }


@pytest.mark.parametrize(("front", "blanks"), [(0, 0), (1, 1), (2, 0), (5, 1)])
def test_page_one_is_a_right_hand_page_of_the_file(published, front, blanks):
    plan = published.with_front_pages(front)
    before = [page for page in plan.pages if page.number is None]
    assert len(before) == front + blanks
    assert [page.kind for page in before].count(PageKind.BLANK) == blanks
    for index, page in enumerate(plan.pages):
        if page.stamp:
            assert index % 2 == 0, "a paper starts on the back of a sheet"


def test_the_front_matter_changes_no_number(published):
    assert published.with_front_pages(3).items == published.items


def test_single_sided_has_no_blank_pages():
    plan = plan_pages([item("7", 3), item("8", 2)], front_pages=1, duplex=False)
    assert [planned.page_range for planned in plan.items] == ["Pages 1 - 3", "Pages 4 - 5"]
    assert all(page.kind is not PageKind.BLANK for page in plan.pages)


def test_a_single_page_reads_page_not_pages():
    assert plan_pages([item("7", 1)], duplex=False).items[0].page_range == "Page 1"


@pytest.mark.parametrize(("duplex", "first_number", "first"), [(True, 19, 19), (True, 18, 19), (False, 18, 18)])
def test_a_supplement_carries_on(duplex, first_number, first):
    plan = plan_pages([item("10", 2)], duplex=duplex, first_number=first_number)
    assert plan.papers[0].first == first


def test_pages_know_their_source(published):
    page = next(page for page in published.pages if page.number == 12)
    assert (page.key, page.source_page, page.label) == ("9/1", 2, "Page 12")


def test_a_pack_without_papers_is_its_front_matter():
    plan = plan_pages([item("1")], front_pages=3)
    assert len(plan.pages) == 3
    assert plan.last_number is None


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ([item("7", 0)], "has no pages"),
        ([item("7", 1), item("7", 1)], "share the key"),
        ([Item("7", "Seven", (Paper("", "Nameless", 1),))], "is empty"),
    ],
)
def test_papers_that_cannot_be_placed(items, said):
    with pytest.raises(ValueError, match=said):
        plan_pages(items)
