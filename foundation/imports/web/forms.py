"""The two forms of an import: which file, and which column is which."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from foundation.imports.engine.fields import label_of
from foundation.imports.engine.files import MAX_BYTES
from foundation.imports.engine.plan import Import
from foundation.imports.engine.tables import as_text

SAMPLES = 3


class UploadForm(forms.Form):
    """The file itself."""

    file = forms.FileField(
        label="Spreadsheet",
        help_text=f"CSV or Excel (.xlsx), at most {MAX_BYTES // 1_000_000} MB.",
        widget=forms.FileInput({"accept": ".csv,.xlsx,.txt,.tsv"}),
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty: it has no headings and no rows.",
        },
    )

    def clean_file(self) -> Any:
        """Return the file, refused by its size before a byte is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                f"The file is {file.size / 1_000_000:.1f} MB, and the most you can upload is "
                f"{MAX_BYTES // 1_000_000} MB. Split the file."
            )
        return file


@dataclass(frozen=True)
class HeadingRow:
    """A heading of the file, some values below it, and the field to choose our column."""

    heading: str
    samples: list[str]
    field: BoundField
    is_guessed: bool


class ColumnsForm(forms.Form):
    """Which heading of the file is which of our columns."""

    def __init__(self, job: Import, *args: Any, guessed: frozenset[str], **kwargs: Any) -> None:
        """Make a field for each heading with its initial choice; ``guessed`` are unsure ones."""
        super().__init__(*args, **kwargs)
        self.job, self.guessed = job, guessed
        self.columns = job.kind.form.columns()
        known = {heading: ours for ours, heading in job.columns.headings.items()}
        choices = [("", "Do not import")] + [
            (name, f"{label_of(name, column)}{' (required)' if column.required else ''}")
            for name, column in self.columns.items()
        ]
        for place, heading in enumerate(job.table.headings):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=heading, choices=choices, required=False, initial=known.get(heading, "")
            )

    def clean(self) -> dict[str, Any]:
        """Return the choices; refuse a column chosen twice or a required one left out."""
        chosen: dict[str, str] = {}
        for name, ours in list(self.cleaned_data.items()):
            if ours and ours in chosen:
                other = self.fields[chosen[ours]].label
                self.add_error(name, f"You chose this for “{other}” too. Choose one of the two.")
            elif ours:
                chosen[ours] = name
        for ours, column in self.columns.items():
            if column.required and ours not in chosen:
                label = label_of(ours, column)
                self.add_error(None, f"Choose a column for “{label}”. It is required.")
        return self.cleaned_data

    def chosen(self) -> dict[str, str]:
        """Return our column by heading, "" for one that is not imported."""
        return {
            heading: self.cleaned_data[f"column_{place}"]
            for place, heading in enumerate(self.job.table.headings)
        }

    def rows(self) -> Iterator[HeadingRow]:
        """Yield each heading with a few of the values below it."""
        sure = {heading: ours for ours, heading in self.job.columns.headings.items()}
        for place, heading in enumerate(self.job.table.headings):
            values = (row.values.get(heading) for row in self.job.table.rows[:50])
            samples = [as_text(value)[:40] for value in values if value not in (None, "")]
            yield HeadingRow(
                heading,
                samples[:SAMPLES],
                self[f"column_{place}"],
                sure.get(heading, "") in self.guessed,
            )
