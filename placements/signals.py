"""What placements announces to the apps above, inside the transaction, so all or nothing."""

from django.dispatch import Signal

hire_started = Signal()  # hire, by, on
hire_ended = Signal()  # hire, by, on
