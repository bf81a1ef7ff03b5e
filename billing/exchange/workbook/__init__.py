"""The month's finance workbook: every figure a formula over the rows it comes from."""

from .writer import Headline, workbook_stream, write_workbook

__all__ = ["Headline", "workbook_stream", "write_workbook"]
