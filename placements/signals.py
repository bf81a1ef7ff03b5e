"""What placements announces upstairs. Sent inside the transaction, to be heard or rolled back."""

from django.dispatch import Signal

hire_started = Signal()  # hire, by, on
hire_ended = Signal()  # hire, by, on
