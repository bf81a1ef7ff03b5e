"""What stands for the programs that would change the real machine: `stand_ins.py NAME ARGUMENT...`.

Each does in the folder of the machine what the real one does on a machine, or nothing where that
takes root, the network or hours. An option that nobody knows here fails, so that the guide cannot
grow a command that is not tried.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NoReturn

from packaging.requirements import Requirement

from tests.installing import units
from tests.installing.machine import ends, listens, with_folders, with_ports

STATE = json.loads(Path(os.environ["FOOTHOLD_MACHINE"]).read_text())
ROOT = Path(STATE["root"])
REPOSITORY = Path(STATE["repository"])
UNITS = ROOT / "etc/systemd/system"
PACKAGES = {"git", "python3-venv", "nginx", "certbot", "curl", "postgresql"}
PIN = re.compile(r"^(?P<requirement>[\w.-]+==[^\\\n]+)", re.M)
NGINX = """
pid {root}/run/nginx-master;
events {{}}
http {{
    access_log off;
    client_body_temp_path {root}/run;
    proxy_temp_path {root}/run;
    fastcgi_temp_path {root}/run;
    uwsgi_temp_path {root}/run;
    scgi_temp_path {root}/run;
    include {root}/etc/nginx/sites-enabled/*;
}}
"""


def main(name: str, arguments: list[str]) -> None:
    stand_in = STAND_INS.get(name)
    if stand_in is None:
        refuse(f"nothing stands for {name}")
    stand_in(arguments)


def refuse(reason: str) -> NoReturn:
    sys.exit(f"The machine of the test: {reason}.")


def sudo(arguments: list[str]) -> None:
    """Run a command as who one is: here nobody else is there."""
    if arguments[0] == "-u":
        arguments = arguments[2:]
    become(arguments)


def runuser(arguments: list[str]) -> None:
    if arguments[:3] != ["-u", "foothold", "--"]:
        refuse(f"runuser {arguments}")
    become(arguments[3:])


def become(command: list[str]) -> NoReturn:
    """Go on as another program, which must not find our own source by the way it found us."""
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    os.execvpe(command[0], command, variables)  # noqa: S606  the commands are the guide's


def apt_get(arguments: list[str]) -> None:
    """Nothing is installed: the test is skipped where a program is missing."""
    match [argument for argument in arguments if not argument.startswith("-")]:
        case ["update"]:
            return
        case ["install", *packages] if set(packages) <= PACKAGES:
            return
    refuse(f"apt-get {arguments}")


def useradd(arguments: list[str]) -> None:
    Path(arguments[arguments.index("--home-dir") + 1]).mkdir(parents=True)


def chown(arguments: list[str]) -> None:
    """Everything is the user's who runs the test."""
    if not Path(arguments[-1]).exists():
        refuse(f"there is no {arguments[-1]}")


def git(arguments: list[str]) -> None:
    """Copy the files git knows or would take, as they are now, for the folders of this machine."""
    match arguments:
        case ["clone", _, target]:
            listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
            names = subprocess.check_output(listed, cwd=REPOSITORY, env=real(), text=True)
        case ["fetch", "--tags"] | ["switch", "--detach", _]:
            return  # the new version is the one that is there
        case _:
            refuse(f"git {arguments}")
    for name in filter(None, names.split("\0")):
        source, copy = REPOSITORY / name, Path(target) / name
        if not source.is_file():
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, copy)
        if name.startswith("deploy/"):
            copy.write_text(with_ports(with_folders(source.read_text(), ROOT), STATE["ports"]))


def python3(arguments: list[str]) -> None:
    """Make a virtual environment that has the packages of the one the test runs in.

    Nothing is taken from the network: `pip` looks whether all the lock names is there already.
    """
    if arguments[:2] != ["-m", "venv"]:
        refuse(f"python3 {arguments}")
    folder = Path(arguments[2]).resolve()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    packages = next(folder.glob("lib/python*/site-packages"))
    (packages / "of-the-test.pth").write_text(sysconfig.get_path("purelib"))
    program = folder / "bin" / "gunicorn"
    program.write_text(f"#!{folder}/bin/python\nfrom gunicorn.app.wsgiapp import run\n\nrun()\n")
    program.chmod(0o755)
    shutil.copy(ROOT / "stand-ins" / "sudo", folder / "bin" / "pip")
    text = (folder / "bin" / "pip").read_text().replace("stand_ins sudo", "stand_ins pip")
    (folder / "bin" / "pip").write_text(text)


def pip(arguments: list[str]) -> None:
    """Fail unless every package of the lock is there in its version."""
    match arguments:
        case ["install", "--require-hashes", "-r", file]:
            lock = Path(file).read_text()
        case _:
            refuse(f"pip {arguments}")
    pins = [Requirement(match["requirement"].strip()) for match in PIN.finditer(lock)]
    wanted = [pin for pin in pins if not pin.marker or pin.marker.evaluate()]
    if missing := [str(pin) for pin in wanted if not is_installed(pin)]:
        refuse(f"the environment of the test lacks {', '.join(missing)}")
    print(f"{len(wanted)} packages are there")


def is_installed(pin: Requirement) -> bool:
    try:
        return pin.specifier.contains(version(pin.name))
    except PackageNotFoundError:
        return False


def nano(arguments: list[str]) -> None:
    """Set the lines that the guide says are to be set in this file."""
    file = Path(arguments[0])
    text = file.read_text()
    for line in STATE["lines"][file.name]:
        name = line.split("=", 1)[0]
        text, count = re.subn(rf"^#?{name}=.*$", lambda _, new=line: new, text, flags=re.M)
        if count != 1:
            refuse(f"{file.name} has {count} lines for {name}")
    file.write_text(text)


def certbot(arguments: list[str]) -> None:
    """Make a certificate of our own, which only this machine trusts."""
    folder = ROOT / "etc/letsencrypt/live" / arguments[arguments.index("--domain") + 1]
    folder.mkdir(parents=True, exist_ok=True)
    request = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    request += ["-nodes", "-days", "2", "-subj", f"/CN={STATE['site']}"]
    request += ["-addext", f"subjectAltName=DNS:{STATE['site']}"]
    request += ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run(request, check=True, capture_output=True)


def nginx(arguments: list[str]) -> None:
    """Be nginx, with the sites of this machine."""
    (ROOT / "run/nginx.conf").write_text(NGINX.format(root=ROOT))
    become([real_nginx(), "-e", "stderr", "-c", str(ROOT / "run/nginx.conf"), *arguments])


def real_nginx() -> str:
    path = shutil.which("nginx", path=real()["PATH"])
    return path or refuse("nginx is not installed")


def real() -> dict[str, str]:
    """Return our variables, for a program itself and not what stands for it."""
    return {**os.environ, "PATH": f"/usr/sbin:{os.defpath}"}


def systemctl(arguments: list[str]) -> None:
    match arguments:
        case ["daemon-reload"]:
            return
        case ["enable", "--now", *names]:
            for name in names:
                enable(name if "." in name else f"{name}.service")
        case ["reload", "nginx"]:
            reload_nginx()
        case ["start", *names]:
            for name in names:
                begin(name if "." in name else f"{name}.service")
        case ["stop", *names]:
            for name in names:
                end(f"{name}.service")
        case _:
            refuse(f"systemctl {arguments}")


def enable(name: str) -> None:
    if not units.last(units.settings_of(UNITS, name), "WantedBy"):
        refuse(f"{name} cannot be enabled: it has no WantedBy")
    if name.endswith(".service"):
        begin(name)
        return
    if not (UNITS / name.replace(".timer", ".service")).exists():
        refuse(f"{name} has no service to start")
    (ROOT / "run" / name).touch()


def begin(name: str) -> None:
    """Start a service; wait for one that ends by itself, and fail if it does."""
    process = units.start(UNITS, name, log=ROOT / "run" / f"{name}.log", trust=trust())
    if units.last(units.settings_of(UNITS, name), "Type") != "oneshot":
        (ROOT / "run" / f"{name}.pid").write_text(str(process.pid))
    elif status := process.wait():
        refuse(f"{name} ended with {status}")


def end(name: str) -> None:
    """Stop a service, and wait until it has ended."""
    file = ROOT / "run" / f"{name}.pid"
    pid = int(file.read_text())
    os.kill(pid, signal.SIGTERM)
    if not ends(pid):
        refuse(f"{name} does not stop")
    file.unlink()


def trust() -> dict[str, str]:
    return {"SSL_CERT_FILE": os.environ["SSL_CERT_FILE"]}


def reload_nginx() -> None:
    """Start nginx, or let it read its files again."""
    pid = ROOT / "run/nginx.pid"
    if pid.exists():
        os.kill(int(pid.read_text()), signal.SIGHUP)
        return
    with (ROOT / "run/nginx.log").open("ab") as log:
        process = subprocess.Popen(
            [str(ROOT / "stand-ins/nginx"), "-g", "daemon off;"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    pid.write_text(str(process.pid))
    for _ in range(100):
        if listens(STATE["ports"]["443"]):
            return
        time.sleep(0.1)
    refuse("nginx did not start")


STAND_INS: dict[str, Callable[[list[str]], None]] = {
    "apt-get": apt_get,
    "certbot": certbot,
    "chown": chown,
    "git": git,
    "nano": nano,
    "nginx": nginx,
    "pip": pip,
    "python3": python3,
    "runuser": runuser,
    "sudo": sudo,
    "systemctl": systemctl,
    "useradd": useradd,
}

if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
