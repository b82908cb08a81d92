"""One-time codes by RFC 6238, as authenticator apps show them, and recovery codes beside them."""

import re
from base64 import b32encode
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from secrets import token_bytes

import pyotp
import segno

RECOVERY_CODES = 8
CODE = re.compile(r"\d{6}", re.ASCII)


def new_secret() -> str:
    """A secret for an app, in base32: 160 bits, as RFC 4226 recommends."""
    return pyotp.random_base32()


def step_of(code: str, secret: str, now: datetime, after: int) -> int | None:
    """The step of time that a code is for, if it is right and later than the step `after`.

    The step before and the one after now are right too, for clocks that differ; a step that was
    used is right no more (RFC 6238, 5.2).
    """
    typed = re.sub(r"\s", "", code)
    if not CODE.fullmatch(typed):
        return None
    totp = pyotp.TOTP(secret)
    current = totp.timecode(now)
    for step in (current - 1, current, current + 1):
        if step > after and pyotp.utils.strings_equal(totp.generate_otp(step), typed):
            return step
    return None


def picture(secret: str, email: str, body: str) -> bytes:
    """A QR code in SVG that tells an app the secret."""
    address = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=body)
    out = BytesIO()
    # With a light ground of its own, so that it can be read in the dark theme too.
    segno.make(address, error="m").save(out, kind="svg", scale=5, border=4, light="white")
    return out.getvalue()


def new_recovery_codes() -> list[str]:
    """Codes to be written down, each 80 bits: too many to guess, even from their digests."""
    codes = (b32encode(token_bytes(10)).decode().lower() for _ in range(RECOVERY_CODES))
    return ["-".join(code[i : i + 4] for i in range(0, 16, 4)) for code in codes]


def recovery_digest(typed: str) -> bytes:
    """What is kept of a recovery code, however it is typed."""
    return sha256(re.sub(r"[^a-z2-7]", "", typed.lower()).encode()).digest()
