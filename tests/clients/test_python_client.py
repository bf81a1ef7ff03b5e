"""A client in Python, generated from the schema, does the main job.

The generator wants versions of its own, so no lock of ours holds it: `pipx install
openapi-python-client`. Its own Python runs the client, which needs what the generator brings.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from foundation.accounts.models import ApiKey
from foundation.api.built_schema import schema_file
from tests.factories.placements import CohortFactory

HERE = Path(__file__).parent

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_the_generated_client_walks_from_an_employer_to_the_workbook(
    live_server, staff, finance_officer, tmp_path
):
    generator = shutil.which("openapi-python-client")
    if generator is None:
        pytest.skip("openapi-python-client is not installed")
    CohortFactory(name="FAC14")
    (tmp_path / "openapi.json").write_bytes(schema_file("json"))
    files = ["--path", "openapi.json", "--output-path", "foothold_client", "--meta", "none"]
    config = ["--config", str(HERE / "openapi-python-client.yaml")]
    made = run([generator, "generate", *files, *config], tmp_path)
    assert "WARNING" not in made, made
    keys = [ApiKey.objects.create_key(name="test", user=who)[1] for who in (staff, finance_officer)]

    python = Path(generator).resolve().parent / "python"
    calls = run([str(python), str(HERE / "main_job.py"), live_server.url, *keys], tmp_path)

    assert len(calls.splitlines()) >= 15


def run(command: list[str], folder: Path) -> str:
    """Return what a program printed. Fails with all of it if the program does."""
    answer = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    text = answer.stdout + answer.stderr
    assert answer.returncode == 0, text
    return text
