"""Where static files get their long-lived names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Names carry the content's hash, also where one of our script modules imports another."""

    support_js_module_import_aggregation = True
