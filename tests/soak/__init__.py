"""A soak: many clients through the whole stack for minutes, run by hand.

`python -m tests.soak --minutes 10 --clients 64` on SQLite, and behind
`python -m tests.postgres` on PostgreSQL.
"""
