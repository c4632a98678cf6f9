"""Makes one zip that installs onestop where no package index can be reached.

It holds wheels for each system and Python asked for, a list of them with their hashes, and
scripts to install and start. `--check` unpacks it and installs it here with the network off.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path


ROOT = Path(__file__).resolve().parent.parent
RUNNING = ROOT / "docs" / "running"
PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = {
    "linux": ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
    "windows": ("win_amd64",),
}
"""What a wheel may be made for, newest first. Debian 12 and Ubuntu 22.04 have glibc 2.35."""

SCRIPTS = {"linux": ("install.sh", "start.sh"), "windows": ("install.cmd", "start.cmd")}
EXTRAS = ("postgres", "oidc", "cluster")
PACKED_ALREADY = zipfile.ZIP_STORED


def main() -> int:
    asked = arguments()
    with tempfile.TemporaryDirectory(prefix="onestop-bundle-") as folder:
        made = Path(folder, "onestop")
        wheels = made / "wheels"
        wheels.mkdir(parents=True)
        own = own_wheel(wheels)
        for system in asked.system:
            for version in asked.python:
                gather(asked.uv, made, system, version, own)
            for script in SCRIPTS[system]:
                shutil.copy(RUNNING / script, made / script)
        shutil.copy(ROOT / "docs" / "running.md", made / "running.md")
        shutil.copytree(RUNNING, made / "docs" / "running")  # where running.md copies from
        file = packed(made, asked.out, own)
    print(f"{file}: {file.stat().st_size / 1e6:.0f} MB")
    return check(file) if asked.check else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uv", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--python", nargs="+", default=PYTHONS, help="versions, as 3.11 3.12")
    parser.add_argument("--system", nargs="+", choices=PLATFORMS, default=list(PLATFORMS))
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="folder of the zip")
    parser.add_argument("--check", action="store_true", help="install it here, network off")
    return parser.parse_args()


def own_wheel(folder: Path) -> Path:
    """Ours, built from this tree."""
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    return next(folder.glob("onestop-*.whl"))


def gather(uv: str, made: Path, system: str, version: str, own: Path) -> None:
    """The list of one system and Python, with the versions of the lock, and its wheels."""
    listed = made / f"{system}-{version}.txt"
    shutil.copy(ROOT / "requirements.lock", listed)  # uv keeps the versions it finds there
    extras = (part for extra in EXTRAS for part in ("--extra", extra))
    run(
        *(uv, "pip", "compile", "pyproject.toml", "--output-file", str(listed), *extras),
        *("--python-version", version, "--python-platform", system, "--quiet", "--no-build"),
        *("--generate-hashes", "--no-config", "--no-header", "--no-annotate"),
    )
    abi = "cp" + version.replace(".", "")
    wanted = [part for name in PLATFORMS[system] for part in ("--platform", name)]
    run(
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        *("--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", str(listed)),
        *("--python-version", version, "--implementation", "cp", *wanted),
        *("--abi", abi, "--abi", "abi3", "--abi", "none", "-d", str(made / "wheels")),
    )
    name = own.name.split("-")
    line = f"{name[0]}[{','.join(EXTRAS)}]=={name[1]} --hash=sha256:{sha256(own)}\n"
    listed.write_text(listed.read_text(encoding="utf-8") + line, encoding="utf-8")


def packed(made: Path, out: Path, own: Path) -> Path:
    """Everything as one zip; wheels are zips themselves, so nothing is squeezed again."""
    out.mkdir(parents=True, exist_ok=True)
    file = out / f"onestop-{own.name.split('-')[1]}-bundle.zip"
    with zipfile.ZipFile(file, "w", PACKED_ALREADY) as bundle:
        for path in sorted(made.rglob("*")):
            if path.is_file():
                bundle.write(path, path.relative_to(made.parent))
    return file


def check(file: Path) -> int:
    """Every list finds its wheels; this system's installs and runs with the network off."""
    with tempfile.TemporaryDirectory(prefix="onestop-bundle-") as folder:
        run("unzip", "-q", str(file), "-d", folder)
        place = Path(folder, "onestop")
        lacking = [line for path in sorted(place.glob("*-3.*.txt")) for line in missing(path)]
        if lacking:
            print("\n".join(lacking))
            return 1
        steps = "./install.sh && onestop-env/bin/onestop demo --folder demo --no-serve"
        alone = ("unshare", "--net", "sh", "-c", f"set -e; {steps} >demo.txt; tail -n 3 demo.txt")
        told = {**os.environ, "PYTHON": sys.executable}
        return subprocess.run(alone, cwd=place, env=told).returncode


def missing(listed: Path) -> list[str]:
    """Parts of a list of which no wheel lies beside it."""
    held = {sha256(path) for path in (listed.parent / "wheels").glob("*.whl")}
    text = listed.read_text(encoding="utf-8").replace("\\\n", " ")
    parts = (line for line in text.splitlines() if "==" in line)
    return [
        f"{listed.name}: no wheel of {part.split(' ')[0]}"
        for part in parts
        if not held & set(re.findall(r"sha256:(\w+)", part))
    ]


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT)
    if done.returncode:
        sys.exit(f"{command[0]} failed with {done.returncode}")


if __name__ == "__main__":
    sys.exit(main())
