"""Uploads are bounded before they are read: nobody fills the disk with a file we would refuse."""

from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

# The largest file that is taken anywhere, and room for the form around it.
MOST_BYTES: Final = 12_000_000


class NotTooLarge(FileUploadHandler):
    """Refuses a form that says it is larger than any we take. The others read the file."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803  as Django calls it
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Raise RequestDataTooBig, which answers 400, for too large a form."""
        if content_length > MOST_BYTES:
            raise RequestDataTooBig(f"The form has {content_length:,} bytes.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Return what came, for the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Return nothing: the file is another handler's."""
        return
