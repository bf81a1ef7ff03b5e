"""Where imported data may hold a person's name."""

from foundation.forgetting import holds_words

from .models import ImportBatch, ImportedRecord, ImportedRow

holds_words(ImportedRow, "title", "cells", "effects", "faults", "flags")
holds_words(ImportedRecord, "before")
holds_words(ImportBatch, "remarks", "file_name")
