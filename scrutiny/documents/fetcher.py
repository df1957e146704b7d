"""What WeasyPrint may fetch: `data:` addresses and our own assets. Anything else stops the rendering.

Importing this module imports WeasyPrint, so only render.py does, and late.
"""

from email.message import EmailMessage
from pathlib import Path

from weasyprint.urls import URLFetcher, URLFetcherResponse

from scrutiny.documents.assets import resolve

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
    without that it would go on without the resource and say so in its log only.
    """

    def __init__(self, assets: Path) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)
        self._assets = assets

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url.lower().startswith("data:"):
            return super().fetch(url, headers)
        path = resolve(url, assets=self._assets)
        message = EmailMessage()
        message["Content-Type"] = CONTENT_TYPES.get(path.suffix.lower(), "application/octet-stream")
        return URLFetcherResponse(url, path.read_bytes(), message)
