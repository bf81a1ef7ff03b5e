"""A page that shows how far a run is while it runs, without a script and without a job server.

The run is one transaction of the request itself, and the answer is sent as it comes: a bar after
each fiftieth of the rows, then the way to the result. What is drawn is therefore true. When the
browser goes away or the server falls, the transaction goes with it.
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

# Few enough that all of them fit the buffers on the way: nobody's slow line holds a transaction.
BARS: Final = 50
HERE: Final = "<!-- how far it is -->"


def progress_page(
    request: HttpRequest,
    batch: ImportBatch,
    running: Generator[Step, None, ImportBatch],
    *,
    verb: str,
) -> HttpResponse:
    """Return the page on which a run is seen running; at its end it leads to the import."""
    context = {"batch": batch, "verb": verb, "here": HERE}
    page = render_to_string("imports/running.html", context, request)
    then = reverse("imports:import", args=[batch.pk])
    answer = StreamingHttpResponse(_parts(page, running, verb=verb, then=then))
    answer["X-Accel-Buffering"] = "no"  # nginx would hold it back to the end
    return cast(HttpResponse, answer)  # as the doors of pages call every answer


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
            yield _failed("Something went wrong. Nothing was written.", then)
            raise
        else:
            faulty = batch.waits and batch.faulty
            yield _done(f"{then}?only={Verdict.REFUSED}" if faulty else then)
        yield after


def _bars(
    running: Generator[Step, None, ImportBatch], verb: str
) -> Generator[str, None, ImportBatch]:
    """Yield a bar now and then, and return what the run returns."""
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
    """Return the last words of a run that went well; the browser goes on by itself."""
    return format_html(
        '<p role="status">Done. <a href="{0}">Go on</a>'
        '<meta http-equiv="refresh" content="0; url={0}"></p>',
        then,
    )


def _failed(sentence: str, then: str) -> str:
    """Return the last words of a run that was refused, with the way back."""
    link = format_html('<a href="{}">Back</a>', then)
    return format_html('<p class="alert alert-danger" role="alert">{} {}</p>', sentence, link)
