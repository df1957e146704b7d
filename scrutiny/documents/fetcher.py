"""What WeasyPrint may fetch: `data:` addresses and our own assets. Anything else stops the rendering.

Importing this module imports WeasyPrint, so only render.py does, and late.
"""

from email.message import EmailMessage
from pathlib import Path

from weasyprint.urls import URLFetcher, URLFetcherResponse

from scrutiny.documents.assets import resolve
from scrutiny.documents.errors import DocumentError

CONTENT_TYPES = {
    ".css": "text/css",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}


class AssetFetcher(URLFetcher):
    """Fetches from one folder of assets.

    WeasyPrint wraps what is raised here in its FatalURLFetchingError, a BaseException, because of `fail_on_errors`;
    without that it would go on without the resource and say so in its log only. Inside SVG it swallows even that, so
    what was refused is also kept in `refused` for the caller to look at.
    """

    def __init__(self, assets: Path) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)
        self._assets = assets
        self.refused: list[DocumentError] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url.lower().startswith("data:"):
            return super().fetch(url, headers)
        try:
            path = resolve(url, assets=self._assets)
        except DocumentError as error:
            self.refused.append(error)
            raise
        message = EmailMessage()
        message["Content-Type"] = CONTENT_TYPES.get(path.suffix.lower(), "application/octet-stream")
        return URLFetcherResponse(url, path.read_bytes(), message)
