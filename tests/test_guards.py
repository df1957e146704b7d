"""The guards of the test suite itself: each is shown to fail where it should."""

import socket

import pytest
from django.template import Context, Template, engines

from scrutiny.models import Council
from scrutiny.operations import create_council
from tests.guards import NetworkUsed, UnknownVariable, checks_order


def test_another_machine_cannot_be_reached():
    with pytest.raises(NetworkUsed), socket.socket() as end:
        end.connect(("192.0.2.1", 80))


def test_this_machine_can_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()[:2]):
        pass


def test_an_unknown_variable_in_a_template_of_ours_fails():
    template = engines["django"].get_template("errors/403.html")

    with pytest.raises(UnknownVariable, match=r"templates/.+ uses reason"):
        template.template.render(Context({"council": None, "can": {}}))


def test_an_unknown_variable_in_a_template_of_somebody_else_is_theirs():
    assert Template("[{{ nothing }}]").render(Context()) == "[]"


def test_rows_in_no_order_fail_where_our_code_reads_them(tmp_path):
    """The rule is asked with this folder as ours, so that this file counts as the product's."""

    class Rows:
        model = Council
        query = "SELECT"
        ordered = False
        _result_cache: list | None = None

    def fetch(rows):
        rows._result_cache = [1, 2]

    here = tmp_path / "panels"
    here.mkdir()
    (here / "reads.py").write_text("def read(fetch, rows): fetch(rows)")
    scope: dict = {}
    exec(compile((here / "reads.py").read_text(), str(here / "reads.py"), "exec"), scope)  # noqa: S102
    with pytest.raises(AssertionError, match="without an order"):
        scope["read"](checks_order(fetch, tmp_path), Rows())
    ordered = Rows()
    ordered.ordered = True
    scope["read"](checks_order(fetch, tmp_path), ordered)


def test_the_demonstration_leaves_nothing_behind(db):
    create_council(by=None, name="Another", short_name="Another", slug="another", is_host=True)

    assert Council.objects.get().slug == "another"


def test_the_demonstration_is_whole(demo):
    from scrutiny.history import broken_links

    assert demo.meeting.editions.count() == 1
    assert list(broken_links()) == []
