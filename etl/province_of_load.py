"""Which province a load is of, and what follows from it for the codes of its dossiers.

Said by whoever loads (`--province`, the installation) or by the source's profile. What it
means for names of units is `names`' matter.
"""

from __future__ import annotations

from sqlalchemy import Connection

from etl.job import Job
from etl.profile import Profile
from onestop.domain.errors import UnreadableFileError
from onestop.storage.provinces import Province, find


SHARED = "national"
"""The namespace whose codes are one number all over the country."""


def province_of(connection: Connection, job: Job, profile: Profile, file: str) -> Province | None:
    """The province that a file's lists are of; None where nobody says so.

    Raises NotFoundError for a code that no province has, UnreadableFileError for the file of
    a source that is another province's.
    """
    if job.province and profile.province and job.province != profile.province:
        raise UnreadableFileError(
            file,
            f"nguồn {profile.code} là của tỉnh {profile.province}, không phải {job.province}.",
            "Hãy nạp cho đúng tỉnh hoặc sửa province trong tệp khai báo nguồn.",
        )
    told = told_province(job, profile)
    return find(connection, told) if told else None


def told_province(job: Job, profile: Profile) -> str:
    """The code of the province that a file is said to be of, "" where nobody says so."""
    return job.province or profile.province


def namespace_of(profile: Profile, province: Province | None) -> str:
    """Where a list's codes are unique: national ones everywhere, others within a province.

    Two provinces' systems number their dossiers alike.
    """
    if province is None or profile.namespace == SHARED:
        return profile.namespace
    return f"{profile.namespace}@{province.code}"
