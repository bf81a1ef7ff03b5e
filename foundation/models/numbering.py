"""NumberSeries and ReferenceCounter: the rows behind document numbers and references."""

from django.db import models


class NumberSeries(models.Model):
    """One series of document numbers, such as INV. A trigger lets it move by one only."""

    code = models.CharField(max_length=10, primary_key=True)
    last_number = models.PositiveIntegerField(default=0)
    last_on = models.DateField(null=True)

    class Meta:
        verbose_name_plural = "number series"

    def __str__(self) -> str:
        return f"{self.code}-{self.last_number:04d}"


class ReferenceCounter(models.Model):
    """The last number of the generated references with a prefix, such as EMP; gaps are allowed."""

    prefix = models.CharField(max_length=10, primary_key=True)
    last_number = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.prefix}-{self.last_number:04d}"
