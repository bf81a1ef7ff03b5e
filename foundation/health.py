"""Two checks for monitoring: is the process alive, and can it do its work?"""

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from . import heartbeats


@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """Return 200 whenever the process answers at all, without a query."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Return 200 when the database answers, 503 while it does not.

    With ``?deep`` also 503 while a job that must run is late, with a sentence for each.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        late = heartbeats.late(timezone.now()) if "deep" in request.GET else []
    except Error:
        return HttpResponse("the database does not answer\n", "text/plain", status=503)
    if late:
        sentences = "".join(f"{each.sentence} {each.way_out}\n" for each in late)
        return HttpResponse(sentences, "text/plain; charset=utf-8", status=503)
    return HttpResponse("ready\n", content_type="text/plain")
