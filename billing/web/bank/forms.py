"""The forms of the bank pages: the file, its columns, and the invoices a line pays."""

import base64
import binascii
import zlib
from typing import Any, Final

from django import forms

from billing.exchange.bank_statement.columns import COLUMNS
from billing.exchange.bank_statement.understand import StatementRead
from billing.models import Invoice
from employers.models import Employer
from foundation.imports.engine.files import MAX_BYTES
from foundation.imports.engine.mapping import Mapping
from foundation.web.forms import PoundsField

# The packed file travels with the form until the user confirms that it was read correctly.
MOST_PACKED: Final = 2_000_000
TOO_LARGE: Final = (
    f"The file is too large for this page. It can be up to {MAX_BYTES // 1_000_000} MB, and less "
    "if it does not compress well. Export fewer months at a time."
)


class UploadForm(forms.Form):
    """The bank's file and its account."""

    file = forms.FileField(
        label="Statement",
        help_text="CSV, Excel or OFX, as your bank's website exports it.",
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,.xlsx,.ofx,.qfx"}),
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )
    account = forms.CharField(
        required=False,
        max_length=60,
        help_text="Needed only if you have more than one account.",
    )

    def clean_file(self) -> Any:
        """Return the file, refused by its size before a byte is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file


class LookedAtForm(forms.Form):
    """A file that was checked, with the user's choices of how to read it."""

    packed = forms.CharField(widget=forms.HiddenInput, max_length=MOST_PACKED)
    file_name = forms.CharField(widget=forms.HiddenInput, max_length=200)
    account = forms.CharField(required=False, max_length=60)
    reverse = forms.BooleanField(required=False, label="Swap money in and money out")
    anyway = forms.BooleanField(
        required=False, label="Import it even though the running balance does not add up"
    )

    def clean_packed(self) -> bytes:
        """Return the file's bytes."""
        try:
            packed = base64.b64decode(self.cleaned_data["packed"], validate=True)
            unpacker = zlib.decompressobj()
            content = unpacker.decompress(packed, MAX_BYTES + 1)
        except (binascii.Error, zlib.error, ValueError):
            raise forms.ValidationError(
                "The file was damaged on the way. Choose it again."
            ) from None
        if len(content) > MAX_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return content


def packed(content: bytes) -> str:
    """Return a file as a form carries it."""
    return base64.b64encode(zlib.compress(content, 9)).decode()


class ColumnsForm(forms.Form):
    """The heading of the file for each of our columns; ``mapping_in`` reads the answers."""

    use_required_attribute = False

    def __init__(self, read: StatementRead, *args: Any, **options: Any) -> None:
        """Ask about every heading, starting from the columns we recognised."""
        super().__init__(*args, **options)
        assert read.table is not None
        assert read.layout is not None
        ours = {heading: name for name, heading in read.layout.headings.items()}
        choices = [("", "Ignore"), *((name, str(one.label)) for name, one in COLUMNS.items())]
        self.headings = read.table.headings
        for place, heading in enumerate(self.headings):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=heading, choices=choices, initial=ours.get(heading, "")
            )


def mapping_in(posted: Any, headings: list[str]) -> Mapping | None:
    """Return the columns the user chose, None where the page did not ask."""
    chosen = {heading: posted.get(f"column-{place}", "") for place, heading in enumerate(headings)}
    if not any(f"column-{place}" in posted for place in range(len(headings))):
        return None
    known = {heading: ours for heading, ours in chosen.items() if ours in COLUMNS or not ours}
    return Mapping(columns=known)


class SplitForm(forms.Form):
    """How a line is split over invoices: an amount beside each, and where the rest goes."""

    keep_rest = forms.BooleanField(required=False, label="Keep the rest as credit")
    employer = forms.ModelChoiceField(
        queryset=Employer.objects.none(),
        required=False,
        label="Credit for",
        empty_label="the customer of the invoices",
    )

    def __init__(self, invoices: list[Invoice], *args: Any, **options: Any) -> None:
        """Ask for an amount beside each invoice."""
        super().__init__(*args, **options)
        self.invoices = invoices
        owners = {invoice.employer_id for invoice in invoices}
        employers = self.fields["employer"]
        assert isinstance(employers, forms.ModelChoiceField)
        employers.queryset = Employer.objects.filter(pk__in=owners).order_by("name")
        for invoice in invoices:
            self.fields[name_of(invoice)] = PoundsField(required=False, label=f"To {invoice}")

    @property
    def rows(self) -> list[tuple[Invoice, int, Any]]:
        """The invoices, what each may take in pence, and the field beside it."""
        return [(one, one.payable_pence, self[name_of(one)]) for one in self.invoices]

    def allocations(self) -> list[tuple[int, int]]:
        """Return the pence by invoice that were typed."""
        typed = [(one.pk, self.cleaned_data[name_of(one)]) for one in self.invoices]
        return [(invoice, pence) for invoice, pence in typed if pence]


def name_of(invoice: Invoice) -> str:
    """Return the name of the field beside an invoice."""
    return f"pence-{invoice.pk}"


class ReasonForm(forms.Form):
    """The reason for setting a line aside or paying a credit back."""

    reason = forms.CharField(max_length=200, error_messages={"required": "Give a reason."})
