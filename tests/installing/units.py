"""Unit files of systemd, read and started: what a test needs of them."""

import re
import shlex
import socket
import subprocess
from pathlib import Path

from .confinement import Settings, confinement_of

# What systemd gives a service that names no variables.
OF_SYSTEMD = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LANG": "C.UTF-8",
}
VARIABLE = re.compile(r"\$\{(\w+)\}|\$(\w+)")
SECONDS_TO_START = 60


def settings_of(folder: Path, name: str) -> Settings:
    """Return the settings of a unit with those of its drop-ins, in their order.

    `foothold-.service.d` holds what all services have whose names begin so.
    """
    files = [folder / name]
    stem, kind = name.rsplit(".", 1)
    prefixes = [stem[: dash + 1] for dash, letter in enumerate(stem) if letter == "-"]
    for place in (*(f"{prefix}.{kind}.d" for prefix in prefixes), f"{name}.d"):
        files += sorted((folder / place).glob("*.conf"))
    return [setting for file in files for setting in _settings(file.read_text())]


def _settings(text: str) -> Settings:
    lines = [line.strip() for line in text.replace("\\\n", " ").splitlines()]
    pairs = [line.split("=", 1) for line in lines if "=" in line and not line.startswith("#")]
    return [(name, value.strip()) for name, value in pairs]


def last(settings: Settings, name: str, otherwise: str = "") -> str:
    """Return the value of a setting that counts, which is the last one."""
    return next((value for key, value in reversed(settings) if key == name), otherwise)


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the variables a service begins with: those of its files win."""
    variables = dict(OF_SYSTEMD)
    for name, value in settings:
        if name == "Environment":
            variables.update(part.split("=", 1) for part in shlex.split(value))
    for name, value in settings:
        if name == "EnvironmentFile":
            lines = Path(value).read_text().splitlines()
            pairs = [line.split("=", 1) for line in lines if line and not line.startswith("#")]
            variables.update((key, "".join(shlex.split(text))) for key, text in pairs)
    return variables


def start(folder: Path, name: str, *, log: Path, trust: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a service by its ExecStart. One of the type notify is ready when this returns.

    ``trust`` are variables of the machine and not of the unit: whose certificates it believes.
    """
    settings = settings_of(folder, name)
    variables = {**environment_of(settings), **trust}
    command = [
        VARIABLE.sub(lambda match: variables[match[1] or match[2]], part)
        for part in shlex.split(last(settings, "ExecStart"))
    ]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices, log.open("ab") as output:
        if last(settings, "Type") == "notify":
            address = f"\0{log}"
            notices.bind(address)
            variables["NOTIFY_SOCKET"] = f"@{log}"
        process = subprocess.Popen(
            command,
            cwd=last(settings, "WorkingDirectory"),
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=confinement_of(settings),  # noqa: PLW1509  no thread runs here
        )
        if "NOTIFY_SOCKET" in variables:
            _wait_for_notice(notices, process, log)
    return process


def _wait_for_notice(notices: socket.socket, process: subprocess.Popen[bytes], log: Path) -> None:
    notices.settimeout(SECONDS_TO_START)
    while b"READY=1" not in (notice := notices.recv(4096)):
        assert notice, f"{log} says why the service is not ready"
    assert process.poll() is None, log.read_text()
