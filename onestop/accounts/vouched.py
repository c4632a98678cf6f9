"""What another site says of a person (OpenID Connect): asked with a code and PKCE, and checked.

It knows the protocol; it refuses to know accounts. Authlib is imported with it: only where
such a site is set up.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from onestop.domain.errors import OnestopError
from onestop.settings import Oidc


try:
    from authlib.oauth2.rfc7636 import create_s256_code_challenge
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet
except ImportError as missing:
    raise OnestopError(
        'Thiếu thư viện đăng nhập qua nơi khác; hãy cài: pip install "onestop[oidc]".'
    ) from missing


SIGNED_WITH = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Signatures that only the site can make: none made with our own secret, and not "none"."""

LEEWAY = 60
"""Seconds that its clock may be off."""

PATIENCE = 10
"""Seconds that it is waited for."""

REMEMBERED_SECONDS = 3600
"""How long its addresses and keys are believed before they are asked for again."""

LARGEST = 1 << 20


class NotVouchedError(OnestopError):
    """The site does not answer, or what it says does not hold; for the log, not for visitors."""


@dataclass(frozen=True)
class Question:
    """What one login is known by: the way back (state), the answer (nonce), ourselves (PKCE)."""

    state: str
    nonce: str
    verifier: str

    def as_facts(self) -> dict[str, str]:
        """To keep until the answer comes."""
        return asdict(self)


@dataclass(frozen=True)
class Person:
    """Whom the site vouches for. subject: unique to site and person. email: "" unless the site
    says that it is verified."""

    subject: str
    email: str


def address_of(site: Oidc, asked: Question, callback: str) -> str:
    """Where to send the browser."""
    there = _metadata(site)["authorization_endpoint"]
    told = {
        "response_type": "code",
        "client_id": site.client_id,
        "redirect_uri": callback,
        "scope": "openid email",
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": create_s256_code_challenge(asked.verifier),
        "code_challenge_method": "S256",
    }
    return f"{there}{'&' if '?' in there else '?'}{urlencode(told)}"


def person_of(site: Oidc, asked: Question, told: Mapping[str, str], callback: str) -> Person:
    """Who it is, out of what came back. Raises NotVouchedError for anything that does not hold."""
    metadata = _metadata(site)
    if told.get("error") or not told.get("code"):
        raise NotVouchedError(f"no code: {told.get('error', '')[:80]}")
    if told.get("iss", site.issuer) != site.issuer:  # RFC 9207: an answer of another site
        raise NotVouchedError("the answer comes from another issuer")
    answer = _exchanged(site, asked, told["code"], callback)
    claims = _claims(site, asked, answer)
    if not claims.get("email") and answer.get("access_token") and "userinfo_endpoint" in metadata:
        claims = {**_userinfo(metadata, answer, claims["sub"]), **claims}
    email = claims.get("email") if claims.get("email_verified") is True else ""
    return Person(f"{site.issuer} {claims['sub']}", str(email or ""))


def _exchanged(site: Oidc, asked: Question, code: str, callback: str) -> dict[str, Any]:
    """The code for tokens; we say who we are, and show what the question was made with."""
    metadata = _metadata(site)
    told = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": callback,
        "code_verifier": asked.verifier,
    }
    ways = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    identified = None
    if site.secret is None:
        told["client_id"] = site.client_id
    elif "client_secret_basic" in ways:
        identified = (quote(site.client_id, safe=""), quote(site.secret, safe=""))
    else:
        told |= {"client_id": site.client_id, "client_secret": site.secret}
    return _asked("POST", metadata["token_endpoint"], data=told, auth=identified)


def _claims(site: Oidc, asked: Question, answer: dict[str, Any]) -> dict[str, Any]:
    """What the signed answer says, if it was signed by the site, for us, now, for this login."""
    metadata = _metadata(site)
    try:
        token = _decoded(answer["id_token"], metadata["jwks_uri"])
        rules = {"iss": {"essential": True, "value": site.issuer}}
        facts = {
            "nonce": asked.nonce,
            "client_id": site.client_id,
            "access_token": answer.get("access_token"),
        }
        claims = CodeIDToken(token.claims, token.header, rules, facts)
        claims.validate(leeway=LEEWAY)
    except (JoseError, KeyError, TypeError, ValueError) as error:
        raise NotVouchedError(f"the answer does not hold: {type(error).__name__}") from error
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if site.client_id not in audience or claims.get("nonce") != asked.nonce:
        raise NotVouchedError("the answer was not meant for us")
    return dict(claims)


def _decoded(id_token: str, keys_at: str) -> jwt.Token:
    """The answer, its signature checked; unknown keys are asked for once more."""
    try:
        return jwt.decode(id_token, KeySet.import_key_set(_keys(keys_at, _hour())), SIGNED_WITH)
    except (JoseError, ValueError):
        return jwt.decode(
            id_token, KeySet.import_key_set(_keys.__wrapped__(keys_at, 0)), SIGNED_WITH
        )


def _userinfo(metadata: dict[str, Any], answer: dict[str, Any], subject: str) -> dict[str, Any]:
    """More about the same person; about another one it counts for nothing."""
    headers = {"Authorization": f"Bearer {answer['access_token']}"}
    told = _asked("GET", metadata["userinfo_endpoint"], headers=headers)
    return told if told.get("sub") == subject else {}


def _metadata(site: Oidc) -> dict[str, Any]:
    return _metadata_at(site.issuer, _hour())


@lru_cache(maxsize=2)
def _metadata_at(issuer: str, hour: int) -> dict[str, Any]:  # noqa: ARG001 (forgets by the hour)
    """What the site publishes of itself; it must call itself by the name we know."""
    told = _asked("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if told.get("issuer") != issuer or any(name not in told for name in needed):
        raise NotVouchedError("what the site publishes of itself does not fit ONESTOP_OIDC_ISSUER")
    return told


@lru_cache(maxsize=2)
def _keys(address: str, hour: int) -> dict[str, Any]:  # noqa: ARG001 (forgets by the hour)
    return _asked("GET", address)


def _hour() -> int:
    return int(time.monotonic() // REMEMBERED_SECONDS)


def _asked(method: str, address: str, **told: Any) -> dict[str, Any]:
    """The site's answer as JSON. Redirects are not followed: a secret goes to one address."""
    try:
        answer = httpx.request(method, address, timeout=PATIENCE, **told)
        if answer.status_code != 200 or len(answer.content) > LARGEST:
            raise NotVouchedError(f"{method} {address}: {answer.status_code}")
        found = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise NotVouchedError(f"{method} {address}: {type(error).__name__}") from error
    if not isinstance(found, dict):
        raise NotVouchedError(f"{method} {address}: not an object")
    return found
