"""What the installation says: the only reader of the environment.

It knows names, defaults and where config/ lies; it refuses to read a declaration or
to open a database. os.environ is enough: a settings library took 50 ms to import.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from onestop.domain.errors import DeclarationError


PACKAGE = Path(__file__).resolve().parent
YES = ("1", "true", "yes", "on")
NO = ("0", "false", "no", "off")


@dataclass(frozen=True)
class Settings:
    """One installation's answers.

    `config_dirs`: the shipped config/ first, then the installation's own; a file of the
    same name (a source: of the same code) in a later folder replaces the earlier one.
    `keep_names`: whether applicants' names may be stored (personal data; default no).
    `plans`: codes of the plans that the office is judged by. `public_page`: whether citizens
    may see the public page. `place`: the place that the pages are about, as their subtitle.
    """

    database_url: str
    data_dir: Path
    config_dirs: tuple[Path, ...]
    lang: str = "vi"
    keep_names: bool = False
    plans: tuple[str, ...] = ()
    public_page: bool = True
    place: str = ""

    def config_file(self, name: str) -> Path:
        """The file of config/ that holds here, for example "policy.toml"."""
        for folder in reversed(self.config_dirs):
            if (folder / name).is_file():
                return folder / name
        raise DeclarationError(str(self.config_dirs[-1]), name, "không có tệp này")

    def config_folders(self, name: str) -> list[Path]:
        """A folder of config/, shipped and the installation's own, those that there are."""
        return [folder / name for folder in self.config_dirs if (folder / name).is_dir()]


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process; DeclarationError names a variable that makes no sense."""
    data_dir = Path(environ.get("ONESTOP_DATA_DIR") or "var")
    beside = f"sqlite:///{(data_dir / 'onestop.db').as_posix()}"
    folders = config_dirs(environ.get("ONESTOP_CONFIG_DIR", ""))
    return Settings(
        database_url=environ.get("ONESTOP_DATABASE_URL") or beside,
        data_dir=data_dir,
        config_dirs=folders,
        lang=language(environ),
        keep_names=yes_or_no(environ, "ONESTOP_KEEP_NAMES"),
        plans=plans_in_force(environ.get("ONESTOP_PLANS", ""), _own(folders)),
        public_page=yes_or_no(environ, "ONESTOP_PUBLIC", usual=True),
        place=" ".join(environ.get("ONESTOP_PLACE", "").split()),
    )


def shipped_config() -> Path:
    """config/ as it travels inside the wheel, or as it stands in the source tree."""
    packaged = PACKAGE / "config"
    return packaged if packaged.is_dir() else PACKAGE.parent / "config"


def config_dirs(own: str) -> tuple[Path, ...]:
    """The shipped folder, then the one it names, else ./config where that has sources."""
    if not own:
        return (shipped_config(), *_beside())
    if not Path(own).is_dir():
        raise _wrong("ONESTOP_CONFIG_DIR", f"không có thư mục “{own}”")
    return shipped_config(), Path(own)


def _beside() -> tuple[Path, ...]:
    here = Path("config")
    ours = here.resolve() != shipped_config().resolve()
    return (here,) if ours and (here / "sources").is_dir() else ()


def plans_in_force(told: str, own: Iterable[Path]) -> tuple[str, ...]:
    """The codes that are told, else the plans of the installation's own config/plans.

    A plan's file is named by its code; whether there is such a plan is found out by who
    reads the plans (`onestop.domain.plan.in_force`).
    """
    if told.strip():
        return tuple(dict.fromkeys(code.strip() for code in told.split(",") if code.strip()))
    return tuple(
        sorted({path.stem for folder in own for path in (folder / "plans").glob("*.toml")})
    )


def _own(folders: tuple[Path, ...]) -> list[Path]:
    """Folders that are not the shipped one, not even by another name."""
    return [folder for folder in folders if folder.resolve() != shipped_config().resolve()]


def language(environ: Mapping[str, str]) -> str:
    """ "vi" unless the installation or its locale clearly says English."""
    asked = environ.get("ONESTOP_LANG", "")
    if asked not in ("", "vi", "en"):
        raise _wrong("ONESTOP_LANG", f"“{asked}” không phải vi hoặc en")
    heard = (environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    spoken = next((value for value in heard if value), "")
    return asked or ("en" if spoken.lower().startswith("en") else "vi")


def yes_or_no(environ: Mapping[str, str], name: str, *, usual: bool = False) -> bool:
    """A flag of the environment; anything but a yes or a no is an error, never a guess."""
    told = environ.get(name, "").strip().lower()
    if not told:
        return usual
    if told not in YES + NO:
        raise _wrong(name, f"“{told}” không phải 1 hoặc 0")
    return told in YES


def _wrong(name: str, problem: str) -> DeclarationError:
    return DeclarationError("biến môi trường", name, problem)
