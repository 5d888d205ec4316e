#!/usr/bin/env python3
"""The two commands of a fresh machine: installs what is locked, then runs it.

    python3 run.py demo     the house with its demo club
    python3 run.py test     the whole suite, on SQLite and on PostgreSQL
    python3 run.py bench    the figures; prove [NAME]: the slow campaigns
    python3 run.py lock     make requirements.lock anew
    python3 run.py …        anything else is the `flashsale` command

Standard library only; Pythons from 3.8 read it as far as the message that refuses
them.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit("Python 3.11 or later is needed; this is {}.{}".format(*sys.version_info))

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed"
LOCK = ROOT / "requirements.lock"
OWN_UV = ROOT / ".uv"
# How pytest ends when no test was chosen.
NOTHING_TO_RUN = 5
# pytest's closing line, framed by = or bare when it was asked to be quiet.
SUMMARY = re.compile(rb"^.*\b(?:passed|failed|errors?|skipped|ran)\b.* in \d.*$", re.M)

LAUNCHER = """#!{python}
from flashsale.cli import main

main()
"""


def say(text):
    """Tell the person; the standard output belongs to the program that is run."""
    print(text, file=sys.stderr, flush=True)


def works(uv):
    """Whether this uv answers: a shim on PATH may stand for nothing."""
    try:
        return subprocess.run([uv, "--version"], capture_output=True).returncode == 0
    except OSError:
        return False


def find_uv():
    """Return a working uv, fetched with pip into .uv where there is none."""
    own = str(OWN_UV / "bin" / "uv")
    for uv in (shutil.which("uv"), own):
        if uv and works(uv):
            return uv
    say("Fetching uv…")
    # --target is allowed where the system's own packages are managed from outside.
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--upgrade"]
    quiet = ["--disable-pip-version-check", "--no-warn-script-location"]
    done = subprocess.run([*pip, *quiet, "--target", str(OWN_UV), "uv"])
    if done.returncode or not works(own):
        sys.exit(
            "uv could not be fetched. Either uv or pip must be there: "
            "apt-get install python3-pip, or see the guide of uv."
        )
    return own


def wanted_stamp():
    """Return what an installation made now would be: lock, interpreter, place."""
    lock = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    return "\n".join((lock, sys.version, os.path.realpath(sys.executable), str(ROOT)))


def is_installed(wanted):
    """Whether .venv holds exactly what the lock says."""
    try:
        return PYTHON.exists() and STAMP.read_text(encoding="utf-8") == wanted
    except OSError:
        return False


def install():
    """Make .venv and fill it from the lock; quick when nothing changed."""
    wanted = wanted_stamp()
    if is_installed(wanted):
        return
    # Two first commands at once must not install into each other.
    with LOCK.open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_installed(wanted):
            return
        uv = find_uv()
        say("Installing what requirements.lock lists…")
        make_venv(uv)
        sync = [uv, "pip", "sync", "--require-hashes", "--python", str(PYTHON)]
        if subprocess.run([*sync, str(LOCK)], cwd=ROOT).returncode:
            sys.exit("The locked packages could not be installed; see above.")
        link_project()
        STAMP.write_text(wanted, encoding="utf-8")


def make_venv(uv):
    """Make .venv for this interpreter, unless it stands already."""
    version = "import sys; print(sys.version)"
    try:
        answer = subprocess.run(
            [str(PYTHON), "-c", version], capture_output=True, text=True
        )
        if answer.stdout.strip() == sys.version.strip():
            return
    except OSError:
        pass  # there is none, or its interpreter is gone
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, VENV])
    if made.returncode:
        sys.exit("The folder .venv could not be made; see above.")


def link_project():
    """Put the sources on the path of .venv: a build would fetch a build tool."""
    packages = next((VENV / "lib").glob("python*")) / "site-packages"
    (packages / "flashsale-sources.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    launcher = VENV / "bin" / "flashsale"
    launcher.write_text(LAUNCHER.format(python=PYTHON), encoding="utf-8")
    launcher.chmod(0o755)


def lock(arguments):
    """Make requirements.lock anew, without a host name or a path in it."""
    command = [find_uv(), "pip", "compile", "pyproject.toml", "--group", "dev"]
    command += ["--universal", "--generate-hashes", "--python-version", "3.11"]
    command += ["--no-emit-index-url", "--no-emit-find-links"]
    command += [
        "--custom-compile-command",
        "see docs/operator.md: how the lock is made",
    ]
    command += ["--quiet", "--output-file", LOCK.name, *arguments]
    return subprocess.run(command, cwd=ROOT).returncode


def environment():
    """Return the environment of what is run.

    Where Python may not write compiled files beside sources, they go into .venv: a
    house has five processes, and each would compile everything at every start.
    """
    environ = dict(os.environ)
    if environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        environ.setdefault("PYTHONPYCACHEPREFIX", str(VENV / "compiled"))
    return environ


def replace_by(module, arguments):
    """Become a module of the installed project; the working folder stays."""
    command = [str(PYTHON), "-m", module, *arguments]
    os.execve(PYTHON, command, environment())  # noqa: S606


def pytest_run(arguments, database):
    """Run pytest once and show it; return its exit code and its closing line."""
    command = [str(PYTHON), "-m", "pytest", *arguments]
    if not any(word.startswith(("-n", "-p", "--pdb")) for word in arguments):
        command += ["-n", "2", "--dist", "loadgroup"]
    if sys.stdout.isatty():
        command.append("--color=yes")
    environ = environment()
    environ.pop("TEST_DATABASE_URL", None)
    if database:
        environ["TEST_DATABASE_URL"] = database
    tail = b""
    with subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=subprocess.PIPE
    ) as running:
        while chunk := os.read(running.stdout.fileno(), 65536):
            sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
            tail = (tail + chunk)[-8192:]
    found = SUMMARY.findall(tail)
    return running.returncode, found[-1].decode() if found else "(no summary)"


def store_run(arguments, url):
    """Run the suite again on PostgreSQL, but for what keeps a store of its own."""
    # The browser walks through a demo house, whose store is the embedded one.
    if not any(word.startswith("-m") for word in arguments):
        arguments = [*arguments, "-m", "not browser"]
    code, line = pytest_run(arguments, url)
    return (0 if code == NOTHING_TO_RUN else code), line


def test(arguments):
    """Run the suite on SQLite, then on PostgreSQL; 0 when both pass.

    PostgreSQL: DATABASE_URL, or an own server from the binaries of this machine. With
    REQUIRE_POSTGRES set, its absence is a failure.
    """
    sys.path.insert(0, str(ROOT))
    from tests import postgres

    code, line = pytest_run(arguments, None)
    worst, closing = code, [f"SQLite:\n{line}"]
    given = os.environ.get("DATABASE_URL", "")
    try:
        if given.startswith("postgres"):
            code, line = store_run(arguments, given)
        else:
            with postgres.server() as url:
                code, line = store_run(arguments, url)
        worst = worst or code
        closing.append(f"PostgreSQL:\n{line}")
    except postgres.Unavailable as reason:
        if os.environ.get("REQUIRE_POSTGRES"):
            worst = worst or 1
            closing.insert(0, f"PostgreSQL: FAILED, it is required: {reason}")
        else:
            closing.insert(0, f"PostgreSQL: SKIPPED, {reason}")
    print("\n" + "\n".join(closing), flush=True)
    return worst


def main(arguments):
    """Install what is missing, then do what was asked."""
    word, rest = (arguments[0], arguments[1:]) if arguments else ("--help", [])
    if word == "lock":
        return lock(rest)
    install()
    if word == "test":
        return test(rest)
    modules = {"bench": "bench", "prove": "tests.campaigns"}
    if word in modules:
        return replace_by(modules[word], rest)
    if not arguments:
        say(__doc__)
    return replace_by("flashsale.cli", [word, *rest])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
