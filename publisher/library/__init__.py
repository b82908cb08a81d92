"""Statements kept in the database: what the public may see, and what changes it.

Three storeys, each standing on the one before: `Catalogue` is what anybody may read, `Preparation`
what waits to be public, `Library` all of it.
"""

from publisher.library.catalogue import Catalogue
from publisher.library.preparation import Known
from publisher.library.publication import Library

__all__ = ["Catalogue", "Known", "Library"]
