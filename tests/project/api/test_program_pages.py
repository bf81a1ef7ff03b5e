"""The pages for programs: their examples run as they stand, and their table is that of the code."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from employers.models import Employer
from foundation.accounts.models import ApiKey
from foundation.api.built_schema import schema_file
from tests.factories.billing import InvoiceFactory

from .refusals_page import PAGE, page_of

QUICK_START = PAGE.parent / "README.md"


def test_the_page_of_refusals_is_that_of_the_schema(db):
    wanted = page_of(json.loads(schema_file("json")))

    assert PAGE.read_text() == wanted, "Run: python -m tests.project.api.refusals_page"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["bash", "python"])
def test_the_quick_start_runs_as_it_stands(live_server, admin, tmp_path, language):
    program = sys.executable if language == "python" else shutil.which("bash")
    if program is None or (language == "bash" and not shutil.which("curl")):
        pytest.skip("bash and curl are not installed")
    InvoiceFactory(issued=True)
    [block] = re.findall(rf"^```{language}\n(.*?)^```", QUICK_START.read_text(), re.M | re.S)
    file = Path(tmp_path / "quick_start")
    file.write_text(block)
    _, key = ApiKey.objects.create_key(name="quick start", user=admin)

    answer = subprocess.run(
        [program, str(file)],
        env={**os.environ, "FOOTHOLD": live_server.url, "KEY": key},
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 0, answer.stderr
    if language == "bash":
        assert Employer.objects.filter(name="Ember Analytics Ltd").exists()
    else:
        assert re.fullmatch(r"[1-9]\d* invoices\n", answer.stdout)
