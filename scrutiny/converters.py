"""Parts of addresses that are more than text."""

import datetime


class DateConverter:
    """A date such as 2018-06-07. An address with a date that does not exist leads nowhere."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> datetime.date:
        return datetime.date.fromisoformat(value)

    def to_url(self, value: datetime.date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()
