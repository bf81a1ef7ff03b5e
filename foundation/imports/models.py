"""ImportBatch and its parts: an uploaded file, its rows, and the records it touched."""

from typing import ClassVar, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_office


class ImportState(models.TextChoices):
    """A run has no state of its own: it is one transaction, which commits or leaves no trace."""

    UPLOADED = "uploaded", "Uploaded"
    CHECKED = "checked", "Checked"
    DONE = "done", "Imported"
    UNDONE = "undone", "Undone"


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    """Who may see which imports."""

    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see: everything for the office, nothing for others."""
        return self if is_office(user) else self.none()


class ImportBatch(models.Model):
    """One file. Its content is stored while it is needed, its counts for good."""

    kind = models.CharField(max_length=30)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True, help_text="The file itself, until it is imported.")
    mapping = models.JSONField(default=dict, help_text="As a mapping file says it.")
    state = models.CharField(
        max_length=8, choices=ImportState.choices, default=ImportState.UPLOADED
    )
    rows_total = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)
    remarks = models.JSONField(default=list, help_text="What is to be said of the whole file.")
    lasting = models.CharField(
        max_length=300, blank=True, help_text="Why it cannot be undone, if it cannot."
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    done_on = models.DateField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    undone_on = models.DateField(null=True)

    objects: ClassVar[ImportBatchQuerySet] = ImportBatchQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        app_label = "foundation"  # the name of its tables
        verbose_name_plural = "import batches"
        constraints = [
            models.CheckConstraint(
                name="import_state_is_known", condition=Q(state__in=ImportState)
            ),
            models.CheckConstraint(
                name="import_is_dated_once_done",
                condition=Q(state__in=["uploaded", "checked"], done_on=None)
                | Q(state__in=["done", "undone"], done_on__isnull=False),
            ),
            models.CheckConstraint(
                name="import_undone_is_dated",
                condition=Q(state="undone", undone_on__isnull=False)
                | ~Q(state="undone") & Q(undone_on=None),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def waits(self) -> bool:
        """Whether it has not been imported yet."""
        return self.state in (ImportState.UPLOADED, ImportState.CHECKED)


class Verdict(models.TextChoices):
    """What importing a row will do."""

    CREATED = "created", "New"
    CHANGED = "changed", "Change"
    UNCHANGED = "unchanged", "No change"
    REFUSED = "refused", "Fault"
    LEFT_OUT = "left_out", "Left out"


class ImportedRow(models.Model):
    """One row as the check saw it. Sound rows are deleted once they are imported."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="As a spreadsheet program counts.")
    verdict = models.CharField(max_length=9, choices=Verdict.choices)
    title = models.CharField(max_length=200)
    cells = models.JSONField(default=list, help_text="Pairs: the heading, what the cell says.")
    effects = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    flags = models.JSONField(default=list)

    class Meta:
        app_label = "foundation"  # the name of its tables
        constraints = [
            models.UniqueConstraint(name="imported_row_once_a_batch", fields=["batch", "number"]),
            models.CheckConstraint(
                name="imported_row_verdict_is_known", condition=Q(verdict__in=Verdict)
            ),
        ]

    def __str__(self) -> str:
        return f"Row {self.number}: {self.title}"


class ImportedRecord(models.Model):
    """A record that an import created or changed, with what is needed to undo that."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="records")
    row = models.PositiveIntegerField(help_text="0 when made for the file as a whole.")
    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    is_new = models.BooleanField()
    is_shared = models.BooleanField(
        default=False, help_text="A word such as a skill, which stays when others use it by now."
    )
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    left_as = models.CharField(max_length=64, help_text="A digest of what the import left.")

    class Meta:
        app_label = "foundation"  # the name of its tables
        constraints = [
            models.UniqueConstraint(
                name="imported_record_once_a_batch", fields=["batch", "model", "object_id"]
            )
        ]
        indexes = [models.Index(fields=["model", "object_id"], name="imports_of_a_record")]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"
