#!/usr/bin/env python3
"""The two commands of a fresh machine: installs what is locked, then runs it.

    python3 run.py demo     the house with its demo club
    python3 run.py test     what a developer runs, on SQLite and on PostgreSQL;
                            beside it test --faults, --browser, --campaigns, --all
    python3 run.py bench    the figures; prove [NAME]: the long campaigns
    python3 run.py lock     make requirements.lock anew
    python3 run.py …        anything else is the `flashsale` command

Standard library only; Pythons from 3.8 read it as far as the message that refuses
them.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit("Python 3.11 or later is needed; this is {}.{}".format(*sys.version_info))

import contextlib
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
# Tests with a command of their own: the folder of tests/, and what is in it.
GROUPS = {
    "faults": "real processes, started and killed",
    "browser": "pages in a real browser",
    "campaigns": "short campaigns, some seconds each",
}
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


def pytest_command(arguments):
    """Return the command of the suite and the groups it leaves out.

    Without a group, a mark or a path, what a developer runs at every change: all
    but the groups. `--all` leaves none out; anything else is pytest's.
    """
    wanted = [name for name in GROUPS if f"--{name}" in arguments]
    flags = {"--all", *(f"--{name}" for name in wanted)}
    rest = [word for word in arguments if word not in flags]
    chosen = any(
        word.startswith("-m") or ("/" in word and (ROOT / word.split("::")[0]).exists())
        for word in rest
    )
    marks, left_out = [], []
    if "--all" not in arguments and not chosen:
        left_out = [name for name in GROUPS if name not in wanted]
        others = " and ".join(f"not {name}" for name in GROUPS)
        marks = ["-m", " or ".join(wanted) or others]
    command = [str(PYTHON), "-m", "pytest", *rest, *marks]
    if not any(word.startswith(("-n", "-p", "--pdb")) for word in rest):
        command += ["-n", str(max(2, os.cpu_count() or 1)), "--dist", "loadgroup"]
    if sys.stdout.isatty():
        command.append("--color=yes")
    return command, left_out


def pytest_run(command, database):
    """Run pytest and show it; return its exit code and its closing line."""
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


def test(arguments):
    """Run the suite on SQLite and on PostgreSQL; what needs no store runs once.

    PostgreSQL: DATABASE_URL, or an own server from the binaries of this machine. With
    REQUIRE_POSTGRES set, its absence is a failure.
    """
    sys.path.insert(0, str(ROOT))
    from tests import postgres

    command, left_out = pytest_command(arguments)
    given = os.environ.get("DATABASE_URL", "")
    own = given.startswith("postgres")
    try:
        with contextlib.nullcontext(given) if own else postgres.server() as url:
            code, line = pytest_run(command, url)
        stores = "on SQLite and on PostgreSQL"
    except postgres.Unavailable as reason:
        if os.environ.get("REQUIRE_POSTGRES"):
            sys.exit(f"FAILED: PostgreSQL is required, and {reason}")
        code, line = pytest_run(command, None)
        stores = f"on SQLite alone; PostgreSQL: SKIPPED, {reason}"
    print(f"\nWhat asks for a store ran {stores}.")
    for name in left_out:
        print(f"Left out: {GROUPS[name]}: python3 run.py test --{name}")
    print(line, flush=True)
    return code


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
