"""What graduates tell the office: jobs they found, and requests to be erased."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.rules import can_place, is_office
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt
from placements.domain.outcomes import job_reports
from placements.domain.people import erasure
from placements.models import Graduate, JobReport


class NoteForm(forms.Form):
    evidence = forms.CharField(
        label="Evidence",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Required if the graduate gave no evidence.",
    )


class DismissForm(forms.Form):
    reason = forms.CharField(label="Reason for dismissing it", max_length=2000)


@require_safe
@requires(is_office)
def job_report(request: SignedIn, report_id: int) -> HttpResponse:
    """Show a job as the graduate reported it, and whether a fee may be due."""
    return _page(request, _report(request, report_id), NoteForm(), DismissForm())


@require_POST
@requires(can_place)
def note_outcome(request: SignedIn, report_id: int) -> HttpResponse:
    """Note a report as the graduate's outcome."""
    report, form = _report(request, report_id), NoteForm(request.POST)
    if form.is_valid():
        with attempt(request, "Recorded as their outcome.", form=form) as result:
            evidence = form.cleaned_data["evidence"]
            job_reports.note_outcome(report.pk, evidence=evidence, by=request.user, on=localdate())
        if result.done:
            return redirect("placements:job-report", report.pk)
    return _page(request, report, form, DismissForm())


@require_POST
@requires(can_place)
def dismiss(request: SignedIn, report_id: int) -> HttpResponse:
    """Dismiss a report, for a reason."""
    report, form = _report(request, report_id), DismissForm(request.POST)
    if form.is_valid():
        with attempt(request, "Report dismissed.", form=form) as result:
            reason = form.cleaned_data["reason"]
            job_reports.dismiss(report.pk, reason=reason, by=request.user, on=localdate())
        if result.done:
            return redirect("placements:job-report", report.pk)
    return _page(request, report, NoteForm(), form)


def _report(request: SignedIn, report_id: int) -> JobReport:
    rows = JobReport.objects.visible_to(request.user)
    report: JobReport = get_object_or_404(
        rows.select_related("graduate", "employer", "settled_by", "hire"), pk=report_id
    )
    return report


def _page(
    request: SignedIn, report: JobReport, note: NoteForm, put_aside: DismissForm
) -> HttpResponse:
    context = {
        "report": report,
        "candidate": job_reports.candidates([report]).get(report.pk),
        "note_form": note,
        "dismiss_form": put_aside,
    }
    return render(request, "placements/job_report.html", context)


@requires(can_place)
def erase(request: SignedIn, pk: int) -> HttpResponse:
    """Show what is still open for a graduate, and erase them."""
    graduate = get_object_or_404(Graduate.objects.filter(erased_on=None), pk=pk)
    if request.method == "POST":
        with attempt(request, "Person erased. The accounting records stay.") as result:
            erasure.erase(graduate.pk, by=request.user, on=localdate())
        if result.done:
            return redirect("placements:graduates")
    context = {
        "graduate": graduate,
        "erasure_request": graduate.erasure_requests.open().first(),
        "open_matters": erasure.open_matters(graduate),
    }
    return render(request, "placements/erase_graduate.html", context)
