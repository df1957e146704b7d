"""How much may be sent to us at once: requests that are too large are refused before they are read, files are cut off.

Django's own handlers would write all of a file to the disk before anybody asks how large it is.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

FILES_A_REQUEST = 5  # a request may be as large as this many files of the largest size
MARGIN = 1 << 20


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Writes a file to the disk as far as the limit, and nothing of what goes beyond it.

    A file that was cut off is empty, has `is_too_large` set, and says its true size.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._is_too_large = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > settings.UPLOAD_LIMIT_MB << 20:
            if not self._is_too_large:
                self.file.seek(0)
                self.file.truncate(0)
            self._is_too_large = True
        if not self._is_too_large:
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile:
        file = super().file_complete(file_size)
        file.is_too_large = self._is_too_large  # type: ignore[union-attr]
        return file  # type: ignore[return-value]


class RequestSizeMiddleware:
    """Refuses a request by the size that it announces, before anything of it is read into memory or onto the disk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Here, because this comes after the sign-in is known and before the form's token is looked for in the body."""
        announced = request.META.get("CONTENT_LENGTH") or ""
        if not announced.isdecimal() or int(announced) <= largest_request():
            return None
        megabytes, limit = int(announced) >> 20, largest_request() >> 20
        said = f"What you sent has {megabytes} MB altogether; at most {limit} MB can be sent at once."
        if not request.accepts("text/html"):
            return JsonResponse({"kept": [], "problems": [f"{said} Send fewer or smaller files."]}, status=413)
        context = {"said": said, "limit": settings.UPLOAD_LIMIT_MB}
        response = render(request, "errors/413.html", context, status=413)
        # What was not read cannot be skipped: the connection ends here.
        response["Connection"] = "close"
        return response


def largest_request() -> int:
    """The bytes of the largest request that is read."""
    return (settings.UPLOAD_LIMIT_MB << 20) * FILES_A_REQUEST + MARGIN
