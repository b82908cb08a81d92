"""Signed addresses of S3 that also say what the answer is to be called.

obstore signs an address; S3 lets it ask for headers of the answer as well (GetObject,
`response-content-type` and `response-content-disposition`), and these must be signed too. So the
address is signed anew, by AWS Signature Version 4 with the signature in the query.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

MOMENT = "%Y%m%dT%H%M%SZ"


def signed_again(url: str, secret: str, answers: Mapping[str, str], since: datetime) -> str:
    """The same address, valid from `since` (in UTC) for as long as it was, asking for `answers`.

    `secret` is the secret of the access key that it was signed with.
    """
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    del asked["X-Amz-Signature"]
    key, _, *scope = asked["X-Amz-Credential"].split("/")
    scope = [f"{since:%Y%m%d}", *scope]
    asked |= answers
    asked["X-Amz-Date"] = since.strftime(MOMENT)
    asked["X-Amz-Credential"] = "/".join([key, *scope])
    query = urlencode(sorted(asked.items()), quote_via=quote, safe="-_.~")
    request = ["GET", parts.path, query, f"host:{parts.netloc}", "", "host", "UNSIGNED-PAYLOAD"]
    to_sign = [
        asked["X-Amz-Algorithm"],
        asked["X-Amz-Date"],
        "/".join(scope),
        hashlib.sha256("\n".join(request).encode()).hexdigest(),
    ]
    signing = f"AWS4{secret}".encode()
    for part in (*scope, "\n".join(to_sign)):
        signing = hmac.digest(signing, part.encode(), "sha256")
    return urlunsplit(parts._replace(query=f"{query}&X-Amz-Signature={signing.hex()}"))
