"""The schema before the linters and the generators of others, where they are installed.

They are programs of Node and one of Python with requirements of its own, so no lock of ours holds
them: `npm install --global @redocly/cli @stoplight/spectral-cli`. What they find of the schema
itself is also held by test_schema.py, which needs none of them.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from foundation.api.built_schema import schema_file

ROOT = Path(__file__).resolve().parents[3]
LINTERS = {
    "redocly": ["lint", "--config", str(ROOT / ".redocly.yaml")],
    "spectral": ["lint", "--fail-severity", "warn", "--ruleset", str(ROOT / ".spectral.yaml")],
}

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def schema(tmp_path) -> Path:
    file = tmp_path / "openapi.json"
    file.write_bytes(schema_file("json"))
    return file


@pytest.mark.parametrize("linter", LINTERS)
def test_a_linter_has_nothing_to_say(linter, schema):
    program = shutil.which(linter)
    if program is None:
        pytest.skip(f"{linter} is not installed")

    answer = subprocess.run(
        [program, *LINTERS[linter], str(schema)], capture_output=True, text=True, check=False
    )

    output = answer.stdout + answer.stderr
    assert answer.returncode == 0, output
    assert " warning" not in output.replace("Deprecation warning", ""), output


def test_a_client_in_typescript_compiles_in_the_strict_way(schema, tmp_path):
    generator, compiler = shutil.which("openapi-typescript"), shutil.which("tsc")
    if generator is None or compiler is None:
        pytest.skip("openapi-typescript and tsc are not installed")
    subprocess.run([generator, str(schema), "-o", str(tmp_path / "api.d.ts")], check=True)
    (tmp_path / "use.ts").write_text(
        'import type { paths } from "./api";\n'
        "type Sent = paths['/api/v1/introductions/{id}/send/']['post']['responses'][200];\n"
        "type Row = Sent['content']['application/json'];\n"
        "export const changed = (row: Row): string => row.updated_at;\n"
        "export const until = (row: Row): string | null => row.valid_until;\n"
    )

    answer = subprocess.run(
        [compiler, "--strict", "--noEmit", "--skipLibCheck", "false", "use.ts"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 0, answer.stdout
    assert json.loads(schema.read_text())["openapi"].startswith("3.0")
