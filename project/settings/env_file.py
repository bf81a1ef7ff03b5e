"""The file .env beside manage.py, by which units, timers and people at a shell agree.

Only production reads it, so the demo and the tests never reach its database. What the environment
says itself comes first.
"""

from pathlib import Path

import environ

FILE = Path(__file__).resolve().parents[2] / ".env"

environ.Env.read_env(FILE)
