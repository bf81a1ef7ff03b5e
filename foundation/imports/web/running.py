"""A page that shows the progress of a run, without a script and without a job server.

The run is one transaction of the request itself, and the response is streamed: a bar after each
fiftieth of the rows, then a link to the result. So the bars never lie. If the browser disconnects
or the server stops, the transaction is rolled back.
"""

from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Final, cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from foundation.errors import BadValue, DomainError
from foundation.imports.engine.faults import UnreadableFile
from foundation.imports.engine.plan import READ, Step
from foundation.imports.models import ImportBatch, Verdict

# Few enough to fit the buffers on the way, so that a slow connection holds no transaction open.
BARS: Final = 50
HERE: Final = "<!-- how far it is -->"


def progress_page(
    request: HttpRequest,
    batch: ImportBatch,
    running: Generator[Step, None, ImportBatch],
    *,
    verb: str,
) -> HttpResponse:
    """Return the page that shows a run while it runs; at its end it leads to the import."""
    context = {"batch": batch, "verb": verb, "here": HERE}
    page = render_to_string("imports/running.html", context, request)
    then = reverse("imports:import", args=[batch.pk])
    answer = StreamingHttpResponse(_parts(page, running, verb=verb, then=then))
    answer["X-Accel-Buffering"] = "no"  # else nginx would buffer it to the end
    return cast(HttpResponse, answer)  # the type of every response of a page


def _parts(
    page: str, running: Generator[Step, None, ImportBatch], *, verb: str, then: str
) -> Iterator[str]:
    before, after = page.split(HERE)
    with closing(running):
        yield before
        try:
            batch = yield from _bars(running, verb)
        except BadValue as fault:
            yield _failed(fault.sentence, then)
        except (DomainError, UnreadableFile) as refusal:
            yield _failed(str(refusal), then)
        except Exception:
            yield _failed("Something went wrong. Nothing was imported.", then)
            raise
        else:
            faulty = batch.waits and batch.faulty
            yield _done(f"{then}?only={Verdict.REFUSED}" if faulty else then)
        yield after


def _bars(
    running: Generator[Step, None, ImportBatch], verb: str
) -> Generator[str, None, ImportBatch]:
    """Yield a bar for each fiftieth of the rows, and return what the run returns."""
    while True:
        try:
            step = next(running)
        except StopIteration as over:
            batch: ImportBatch = over.value
            return batch
        if step.done == step.total or step.done % max(1, step.total // BARS) == 0:
            yield _bar(step, verb)


def _bar(step: Step, verb: str) -> str:
    done = "read" if step.stage == READ else verb
    return format_html(
        '<p><progress value="{}" max="{}" aria-label="{}"></progress> {} of {} rows {}</p>',
        step.done,
        step.total,
        f"Rows {done}",
        f"{step.done:,}",
        f"{step.total:,}",
        done,
    )


def _done(then: str) -> str:
    """Return the end of a run that went well; the browser moves on by itself."""
    return format_html(
        '<p role="status">Done. <a href="{0}">Continue</a>'
        '<meta http-equiv="refresh" content="0; url={0}"></p>',
        then,
    )


def _failed(sentence: str, then: str) -> str:
    """Return the end of a run that was refused, with a link back."""
    link = format_html('<a href="{}">Back</a>', then)
    return format_html('<p class="alert alert-danger" role="alert">{} {}</p>', sentence, link)
