"""The OpenAPI schema as it is served: built once for a version of the code, then only sent."""

from functools import cache as once
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from zlib import compress, decompress

from django.apps import apps
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer2, OpenApiYamlRenderer2
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request

from .etags import etag_of, with_etag_or_304

# What the schema is made of, beside the code: the words of each app.
SOURCES: Final = ("*.py", "*.toml")
RENDERERS: Final = {"json": OpenApiJsonRenderer2, "yaml": OpenApiYamlRenderer2}
_built: dict[str, bytes] = {}


class BuiltSchema(SpectacularAPIView):
    """The schema in YAML, or in JSON by `Accept` or `?format=json`; the same for everybody."""

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Return the schema, or 304 if the client has it already."""
        renderer: Any = request.accepted_renderer
        content = schema_file(renderer.format)
        response = HttpResponse(content, content_type=renderer.media_type)
        response["ETag"] = etag_of(content)
        # It changes with a release only; a program asks whether it has.
        response["Cache-Control"] = "public, no-cache"
        response["Content-Disposition"] = f'inline; filename="foothold.{renderer.format}"'
        patch_vary_headers(response, ["Accept"])
        return with_etag_or_304(request)(response) or response


def schema_file(form: str) -> bytes:
    """Return the schema as "json" or "yaml": from this process, the cache, or built now."""
    if form not in _built:
        key = f"openapi-{form}-{code_version()}"
        stored = cache.get(key)
        if stored is None:
            stored = compress(build(form))
            cache.set(key, stored, timeout=None)
        _built[form] = decompress(stored)
    return _built[form]


def build(form: str) -> bytes:
    """Return the schema, built from the endpoints: seconds of work."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    content: Any = RENDERERS[form]().render(schema, renderer_context={})
    return bytes(content)


@once
def code_version() -> str:
    """Return a hash of our own code: the same on every worker of one release."""
    house = Path(__file__).resolve().parents[2]
    rooms = {config.name.partition(".")[0] for config in apps.get_app_configs()}
    roots = sorted(house / name for name in rooms if (house / name).is_dir())
    digest = sha256()
    for root in roots:
        for pattern in SOURCES:
            for file in sorted(root.rglob(pattern)):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:20]
