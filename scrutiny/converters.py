"""Parts of addresses that are more than text."""

import datetime


class DateConverter:
    """A date such as 2018-06-07. An address with a date that does not exist leads nowhere."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> datetime.date:
        return datetime.date.fromisoformat(value)

    def to_url(self, value: datetime.date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()


class MunicipalYearConverter:
    """A municipal year as it stands in an address, such as 2018-19, read as 2018/19."""

    regex = r"(?:19|20|21)\d{2}-\d{2}"

    def to_python(self, value: str) -> str:
        start, end = value.split("-")
        if int(end) != (int(start) + 1) % 100:
            raise ValueError(value)
        return f"{start}/{end}"

    def to_url(self, value: str) -> str:
        return value.replace("/", "-")
