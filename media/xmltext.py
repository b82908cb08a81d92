"""Text that may stand in XML, whatever the author wrote."""

import re

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def legal(text: str) -> str:
    """What XML cannot hold, even escaped, becomes U+FFFD: control characters, no letter of any."""
    return _NOT_IN_XML.sub("\ufffd", text)


def escaped(text: str) -> str:
    r"""Text that may stand in an element, or in an attribute in double quotes.

    >>> escaped('a < "b" & \x02')
    'a &lt; &quot;b&quot; &amp; \ufffd'
    """
    marked = legal(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return marked.replace('"', "&quot;")
