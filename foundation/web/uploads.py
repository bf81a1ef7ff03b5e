"""A limit on uploads, checked before they are read, so that no refused file fills the disk."""

from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

# The largest file accepted anywhere, and room for the form around it.
MOST_BYTES: Final = 12_000_000


class NotTooLarge(FileUploadHandler):
    """Refuses a form whose declared size is over the limit. Other handlers read the file."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803  as Django calls it
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Raise RequestDataTooBig (400) if the form is too large."""
        if content_length > MOST_BYTES:
            raise RequestDataTooBig(f"The form has {content_length:,} bytes.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Return the chunk, for the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Return nothing: the file belongs to another handler."""
        return
