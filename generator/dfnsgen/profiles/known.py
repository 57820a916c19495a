"""The profiles that dfnsgen brings along, and which of them an API is told by."""

from __future__ import annotations

import re

from dfnsgen.model.api import Api
from dfnsgen.profiles.dfns import DFNS
from dfnsgen.profiles.profile import PLAIN, Profile

PROFILES = (DFNS,)


def profile_of(api: Api) -> Profile:
    """Return the profile whose hosts the document's servers name; the plain one where none does."""
    hosts = {re.sub(r"^[a-z]+://|[:/].*$", "", server.url.lower()) for server in api.servers}
    for profile in PROFILES:
        for known in profile.hosts:
            if any(host == known or host.endswith("." + known) for host in hosts):
                return profile
    return PLAIN
