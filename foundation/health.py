"""Two checks for monitoring: is the process alive, and can it do its work?"""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from . import heartbeats, readiness


@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """Return 200 whenever the process answers at all, without a query."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Return 200 when all is there that serving needs, else 503 with what is missing, by line.

    With ``?deep`` a job that must run and is late is missing too.
    """
    if faults := readiness.missing():
        return HttpResponse("\n".join([*faults, ""]), "text/plain", status=503)
    if "deep" in request.GET and (late := heartbeats.late(timezone.now())):
        sentences = "".join(f"{each.sentence} {each.way_out}\n" for each in late)
        return HttpResponse(sentences, "text/plain; charset=utf-8", status=503)
    return HttpResponse("ready\n", content_type="text/plain")
