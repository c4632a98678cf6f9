#!/usr/bin/env python3
"""The project's chores, on Linux and Windows: run it without arguments for the list.

It needs nothing but Python 3.11: it makes .venv and fills it from requirements.lock.
It knows how to start tools; what they check is configured in pyproject.toml.
"""

import hashlib
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path


OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "installed-from"
UV = "uv==0.13.8"
"""Writes the lock: it resolves for every system and Python at once, which pip cannot."""


def demo(args):
    """make sample exports, load them, print indicators, serve pages (--no-serve: end instead)"""
    set_up()
    return run(tool("onestop"), "demo", *args)


def test(args):
    """run the tests; what follows goes to pytest, for example: test tests/spec -k late"""
    set_up()
    return run(python(), "-m", "pytest", *args)


def check(args):
    """lint, formatting, import rules, contract tests; changes nothing"""
    set_up()
    return worst(
        run(tool("ruff"), "check", *args),
        run(tool("ruff"), "format", "--check", *args),
        run(tool("lint-imports"), "--no-cache"),
        run(python(), "-m", "pytest", "-q", "tests/contract"),
    )


def fix(args):
    """mend what ruff can mend, and format"""
    set_up()
    return worst(run(tool("ruff"), "check", "--fix", *args), run(tool("ruff"), "format", *args))


def bench(args):
    """time the main jobs beside bare libraries, DuckDB and pandas (--size 100k, 1m, 10m)"""
    set_up()
    return run(python(), ROOT / "benchmarks" / "bench.py", *args)


def docs(args):
    """write docs/indicators.md anew from the declarations, and the README's picture"""
    set_up()
    return worst(
        run(python(), "-m", "onestop.commands.docs", *args),
        run(python(), "-m", "onestop.commands.picture"),
    )


def lock(args):
    """write requirements.lock anew from pyproject.toml (--upgrade: the newest of everything)"""
    with tempfile.TemporaryDirectory() as folder:
        make_venv(Path(folder))
        quiet = {key: value for key, value in os.environ.items() if not key.startswith("UV_")}
        must(python(Path(folder)), "-m", "pip", "install", "--quiet", UV)
        return run(tool("uv", Path(folder)), *resolve_arguments(), *args, env=quiet)


def bundle(args):
    """make one zip of wheels and scripts that installs with no network (--check: tries it)"""
    set_up()
    with tempfile.TemporaryDirectory() as folder:
        make_venv(Path(folder))
        must(python(Path(folder)), "-m", "pip", "install", "--quiet", UV)
        uv = tool("uv", Path(folder))
        return run(python(), ROOT / ".ci" / "bundle.py", "--uv", uv, *args)


TASKS = {task.__name__: task for task in (demo, test, check, fix, bench, docs, lock, bundle)}


def resolve_arguments():
    """How uv is asked: one version of each part for every system, wheels only, with hashes."""
    return (
        *("pip", "compile", "pyproject.toml", "--output-file", LOCK.name, "--quiet"),
        *(
            "--extra",
            "postgres",
            "--extra",
            "cluster",
            "--extra",
            "dev",
            "--python-version",
            "3.11",
        ),
        *("--universal", "--fork-strategy", "fewest", "--no-build", "--generate-hashes"),
        *("--no-config", "--no-header", "--no-annotate"),
    )


def set_up():
    """Make .venv and install the lock, unless that was done from these very files."""
    wanted = fingerprint()
    whole = STAMP.exists() and python().exists()
    if whole and STAMP.read_text(encoding="utf-8") == wanted:
        return
    begun = time.monotonic()
    if not whole:
        make_venv(VENV)
    say("Installing the parts of requirements.lock into .venv; the first time takes a minute …")
    pip = (python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    must(*pip, "--require-hashes", "--only-binary", ":all:", "-r", LOCK)
    must(*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT)
    STAMP.write_text(wanted, encoding="utf-8")
    say(f"Ready after {time.monotonic() - begun:.0f} s.")


def fingerprint():
    """Changes when the lock, the project's own declaration, or the folder's place changes."""
    told = [LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(told)).hexdigest()


def make_venv(folder):
    """A virtual environment with pip, or a sentence on what the system lacks for one."""
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit(
            "This Python cannot make a virtual environment: its module ensurepip is missing.\n"
            "On Debian and Ubuntu: apt install python3-venv. Then run the same command again."
        )
    must(sys.executable, "-m", "venv", folder)


def python(venv=VENV):
    """The interpreter of a virtual environment."""
    return tool("python", venv)


def tool(name, venv=VENV):
    """A program that was installed into a virtual environment."""
    return venv / "Scripts" / f"{name}.exe" if os.name == "nt" else venv / "bin" / name


def run(*command, env=None):
    """Run a program in the project's folder and give its exit code."""
    sys.stdout.flush()
    return subprocess.run([str(part) for part in command], cwd=ROOT, env=env).returncode


def must(*command):
    """Run a program that everything after it needs."""
    code = run(*command)
    if code:
        sys.exit(code)


def worst(*codes):
    """Every check has run; one that failed is enough to fail."""
    return max(abs(code) for code in codes)


def say(line):
    print(line, flush=True)


def main(arguments):
    """Run the named task, or list them all."""
    if sys.version_info < OLDEST:
        found = ".".join(str(part) for part in sys.version_info[:2])
        sys.exit(f"onestop needs Python 3.11 or newer; this is {found}. Start tasks.py with it.")
    if arguments and arguments[0] in TASKS:
        sys.exit(TASKS[arguments[0]](arguments[1:]))
    say("python3 tasks.py TASK [arguments]\n")
    for name, task in TASKS.items():
        say(f"  {name:6} {task.__doc__}")
    sys.exit(2 if arguments and arguments[0] not in ("-h", "--help", "help") else 0)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
