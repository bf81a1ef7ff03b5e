"""A machine in a folder: the guide's commands run in it as they stand, by a real shell.

What would change the real machine has a stand-in (stand_ins.py) that comes first on the PATH. The
machine's own folders, such as /opt and /etc, are folders of this one, and its ports are free ones
of loopback; this is the one place where commands and files are changed for it.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.postgres import free_port

REPOSITORY = Path(__file__).resolve().parents[2]
STANDING_IN = (
    *("apt-get", "certbot", "chown", "git", "nano", "nginx", "python3", "runuser", "sudo"),
    *("systemctl", "useradd"),
)
FOLDER = re.compile(r"(?<![\w.-])/(?=(opt/foothold|etc|var|usr/local/bin)\b)")
SECONDS_TO_STOP = 60


@dataclass
class Machine:
    """Where it is, which ports of it are which of ours, and what a reader of the guide writes."""

    root: Path
    words: dict[str, str]
    files: dict[str, list[str]]
    variables: dict[str, str] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)
    output: str = ""

    def __post_init__(self) -> None:
        for port in ("80", "443", "8000"):
            self.ports.setdefault(port, free_port())
        programs = self.root / "stand-ins"
        programs.mkdir(parents=True)
        for name in STANDING_IN:
            self._program(programs / name, name)
        for folder in ("etc/nginx/sites-available", "etc/nginx/sites-enabled", "opt", "var/lib"):
            (self.root / folder).mkdir(parents=True)
        for folder in ("etc/systemd/system", "usr/local/bin", "run", "var/www/html"):
            (self.root / folder).mkdir(parents=True)
        self.save()

    def save(self) -> None:
        """Write down what the stand-ins have to know."""
        state = {
            "root": str(self.root),
            "repository": str(REPOSITORY),
            "site": self.words["YOUR-SITE"],
            "ports": self.ports,
            "lines": {
                name: [self.here(line) for line in lines] for name, lines in self.files.items()
            },
        }
        (self.root / "machine.json").write_text(json.dumps(state))

    @property
    def address(self) -> str:
        return f"https://{self.words['YOUR-SITE']}:{self.ports['443']}"

    @property
    def certificate(self) -> Path:
        return self.root / "etc/letsencrypt/live" / self.words["YOUR-SITE"] / "fullchain.pem"

    def here(self, text: str) -> str:
        """Return a text of the guide as somebody types it on this machine."""
        text = text.replace("https://YOUR-SITE", self.address)
        for word in sorted(self.words, key=len, reverse=True):
            text = text.replace(word, self.words[word])
        return with_ports(with_folders(text, self.root), self.ports)

    def run(self, commands: str) -> str:
        """Run commands in a shell, and return what they printed; the first that fails stops it."""
        began = time.monotonic()
        shell = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", self.here(commands)],
            cwd=self.root,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        print(f"{time.monotonic() - began:.1f} s: {commands.splitlines()[-1]}")
        self.output += f"{commands}\n{shell.stdout}\n"
        assert shell.returncode == 0, f"{shell.stdout}\nin\n{commands}\n{self.logs()}"
        return shell.stdout

    def environment(self) -> dict[str, str]:
        return {
            "PATH": f"{self.root}/stand-ins:{self.root}/usr/local/bin:/usr/sbin:{os.defpath}",
            "HOME": str(self.root),
            "LANG": "C.UTF-8",
            "FOOTHOLD_MACHINE": str(self.root / "machine.json"),
            "SSL_CERT_FILE": str(self.certificate),
            **self.variables,
        }

    def logs(self) -> str:
        return "\n".join(
            f"== {log.name}\n{log.read_text()[-4000:]}" for log in self.root.glob("run/*.log")
        )

    def timers(self) -> set[str]:
        """Return the names of the timers that were enabled."""
        return {file.stem for file in self.root.glob("run/*.timer")}

    def services_run(self) -> set[str]:
        """Return the names of the services that were started."""
        return {file.name.removesuffix(".service.log") for file in self.root.glob("run/*.log")}

    def stop(self) -> list[str]:
        """Stop all services; return what was wrong with any: it had ended, or did not stop."""
        groups = {file.stem: int(file.read_text()) for file in self.root.glob("run/*.pid")}
        faults = [f"{name} had ended" for name, group in groups.items() if not is_alive(group)]
        alive = {name: group for name, group in groups.items() if is_alive(group)}
        for group in alive.values():
            os.kill(group, signal.SIGTERM)
        for name, group in alive.items():
            began = time.monotonic()
            if not ends(group):
                os.killpg(group, signal.SIGKILL)
                faults.append(f"{name} did not stop")
            print(f"{time.monotonic() - began:.1f} s: {name} stops")
        shutil.rmtree(self.root)
        return faults

    def _program(self, place: Path, name: str) -> None:
        place.write_text(
            f"#!/bin/sh\nexec env PYTHONPATH={REPOSITORY} {sys.executable} "
            f'-m tests.installing.stand_ins {name} "$@"\n'
        )
        place.chmod(0o755)


def with_folders(text: str, root: Path) -> str:
    """Return a text in which the folders of a machine are those below ``root``."""
    return FOLDER.sub(f"{root}/", text)


def with_ports(text: str, ports: dict[str, int]) -> str:
    """Return a text in which a machine's ports are ours, and which needs no IPv6."""
    text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.M)
    for port, ours in ports.items():
        text = re.sub(
            rf"(?<=listen ){port}\b|(?<=127\.0\.0\.1:){port}\b|(?<=PORT=){port}\b", str(ours), text
        )
    return text


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ends(pid: int) -> bool:
    for _ in range(SECONDS_TO_STOP * 10):
        if not is_alive(pid):
            return True
        time.sleep(0.1)
    return False


def is_alive(pid: int) -> bool:
    """Return whether a process runs: one that ended and that nobody has missed yet does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
