"""A house of small programs, run by the fault tests as a process that can be killed.

Usage: python small_house.py FOLDER. Prints `up` with the pids, then what happens.
"""

import os
import sys
from pathlib import Path

from flashsale import valkey
from flashsale.house_folder import make_folder
from flashsale.processes import Program
from flashsale.supervisor import Supervisor, only_house

# Says when it stops, and leaves a child of its own that ignores the signal.
CLERK = """
import os, signal, sys, time
from pathlib import Path
name, folder = sys.argv[1:]
if os.fork() == 0:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(600)
def part(*_):
    with open(folder + "/partings", "a") as book:
        book.write(name + "\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, part)
Path(folder, name + ".pid").write_text(str(os.getpid()))
while True:
    time.sleep(0.05)
"""


def clerk(name: str, home: Path) -> Program:
    pid_file = home / f"{name}.pid"
    pid_file.unlink(missing_ok=True)
    return Program(
        name=name,
        command=(sys.executable, "-c", CLERK, name, str(home)),
        log=home / "logs" / f"{name}.log",
        is_ready=pid_file.exists,
    )


def main() -> None:
    home = Path(sys.argv[1])
    make_folder(home)
    supervisor = Supervisor(lambda line: print(line, flush=True))
    with only_house(home):
        valkey.end_stale(home)
        supervisor.begin([valkey.program(home)])
        supervisor.settle()
        supervisor.begin([clerk("first", home), clerk("second", home)])
        supervisor.settle()
        print("up", os.getpid(), flush=True)
        supervisor.watch()
        sys.exit(supervisor.stop())


if __name__ == "__main__":
    main()
