"""The headers of a careful site, on every answer.

After the OWASP Secure Headers Project. Nothing is allowed from elsewhere, but for pictures, sound
and video from the store, and nothing in line, so text that slipped through as markup could still
run nothing.
"""

from flask import Flask, Response

from publisher.settings import Settings

POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
)
UNUSED = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
YEAR = 31_536_000  # seconds


def careful(app: Flask, settings: Settings, store: str | None) -> None:
    """Put the headers on every answer of `app`; one that an answer has already stays.

    `store` is the origin that files are fetched from, where that is not the site itself.
    """
    shown = " ".join(filter(None, ("'self'", store)))
    headers = [
        (
            "Content-Security-Policy",
            "; ".join([*POLICY, f"img-src {shown}", f"media-src {shown}"]),
        ),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Permissions-Policy", ", ".join(f"{feature}=()" for feature in UNUSED)),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]
    if settings.secure:
        headers.append(("Strict-Transport-Security", f"max-age={YEAR}"))

    @app.after_request
    def put(response: Response) -> Response:
        for name, value in headers:
            response.headers.setdefault(name, value)
        return response
