"""The council, the people and the workbook that these tests use; bad workbooks are made from the good one."""

import datetime
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from openpyxl.worksheet.worksheet import Worksheet

from performance.enums import SmallNumbers
from performance.models import Benchmark, Dataset, Indicator, Release, Row, Target, Value
from performance.operations import import_release, publish_release
from performance.operations.disclosure import set_small_numbers
from scrutiny.access import Role
from scrutiny.models import Council, Event, User

FIXTURES = Path(__file__).parents[2] / "fixtures" / "performance"
WORKBOOK = FIXTURES / "monthly-dataset-2018-04.xlsx"
SLUG = "children-and-families-monthly-dataset"


@pytest.fixture
def council(db: None) -> Council:
    return Council.objects.create(name="Southampton City Council", short_name="Southampton", slug="soton", is_host=True)


@pytest.fixture
def officer(db: None) -> User:
    return User.objects.create_user("service", full_name="A Service Officer", role=Role.SERVICE_OFFICER)


@pytest.fixture
def publisher(db: None) -> User:
    return User.objects.create_user("dso", full_name="A Democratic Officer", role=Role.DEMOCRATIC_SUPPORT_OFFICER)


@pytest.fixture
def councillor(db: None) -> User:
    return User.objects.create_user("member", full_name="A Councillor", role=Role.COUNCILLOR)


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in


@pytest.fixture
def draft(council: Council, officer: User) -> Release:
    """April 2018 as the workbook has it, not published."""
    result = import_release(by=officer, council=council, content=WORKBOOK.read_bytes(), file_name=WORKBOOK.name)
    assert result.release is not None
    return result.release


@pytest.fixture
def published(draft: Release, publisher: User) -> Release:
    """April 2018, published."""
    return publish_release(by=publisher, release=draft, at=datetime.datetime(2018, 5, 30, 12, tzinfo=datetime.UTC))


@pytest.fixture
def changed() -> Callable[..., bytes]:
    """The good workbook with some cells changed: changed({"F12": "about 40"}), or by a function of the sheet."""

    def change(cells: dict | None = None, do: Callable[[Worksheet], None] | None = None) -> bytes:
        book = openpyxl.load_workbook(WORKBOOK)
        for address, value in (cells or {}).items():
            book.active[address] = value
        if do:
            do(book.active)
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    return change


@pytest.fixture
def small(council, officer, publisher, changed) -> Release:
    """A published month with the DfE's rule, in which two kinds of contact add up to a total."""

    def parts(sheet):
        for column in range(5, 18):
            total = sheet.cell(17, column).value  # single assessments completed
            sheet.cell(15, column).value = 3 if column % 4 == 0 else 40
            sheet.cell(16, column).value = total - sheet.cell(15, column).value

    release = import_release(by=officer, council=council, content=changed(do=parts), file_name="a.xlsx").release
    set_small_numbers(by=publisher, dataset=release.dataset, kind=SmallNumbers.DFE)
    return publish_release(by=publisher, release=release, at=release.imported_at)


@pytest.fixture
def next_month(changed: Callable[..., bytes]) -> bytes:
    """A workbook for May 2018: every month moved one column to the left, new figures in the last."""

    def roll(sheet: Worksheet) -> None:
        sheet["A2"] = "Position at end of: May 2018"
        for row in range(5, 65):
            for column in range(5, 17):
                if sheet.cell(row, 2).value:
                    sheet.cell(row, column).value = sheet.cell(row, column + 1).value
        sheet["Q5"] = datetime.datetime(2018, 5, 1)
        sheet["Q44"] = 518

    return changed(do=roll)


@pytest.fixture
def everything() -> Callable[[], dict]:
    """All that the app has in the database, to compare before and after."""

    def read() -> dict:
        models = (Dataset, Release, Indicator, Row, Value, Benchmark, Target, Event)
        return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}

    return read
