"""Files of packs as they are handed out; those of members with the name of their reader, if the council wants it."""

import io
import zipfile

from django.http import FileResponse, HttpRequest
from django.utils import timezone

from panels.enums import EditionKind
from panels.models import Meeting
from scrutiny.documents.watermark import printable, watermarked
from scrutiny.files import kept
from scrutiny.templatetags.scrutiny_tags import uk_date


def handed_out(request: HttpRequest, meeting: Meeting, edition: EditionKind, file: str, *, name: str) -> FileResponse:
    """A kept file as a download. A copy with a name in it is made for this reader alone, and kept nowhere."""
    kind = "application/zip" if name.endswith(".zip") else "application/pdf"
    if edition is EditionKind.MEMBERS and meeting.panel.council.names_readers_of_exempt:
        content = _named(request, file, is_zip=name.endswith(".zip"))
        return FileResponse(io.BytesIO(content), content_type=kind, filename=name)
    return FileResponse(kept(file).open("rb"), content_type=kind, filename=name)


def _named(request: HttpRequest, file: str, *, is_zip: bool) -> bytes:
    user = request.user
    full_name, username = getattr(user, "full_name", ""), getattr(user, "username", "")
    reader = printable(full_name, otherwise=printable(username, otherwise=f"account {user.pk}"))
    line = f"Copy for {reader}, {uk_date(timezone.localdate())}. Not for publication: do not pass it on."
    if not is_zip:
        return watermarked(kept(file), reader=reader, line=line)
    out = io.BytesIO()
    with zipfile.ZipFile(kept(file)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        for entry in source.infolist():
            made.writestr(entry, watermarked(source.read(entry), reader=reader, line=line))
    return out.getvalue()
