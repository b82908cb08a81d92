"""Derived files, kept by what made them and found by their content.

    files/ab/abcd…      the bytes, under their own SHA-256
    recipes/12/1234…    which file a recipe made: its digest and size
    making/             files that are not finished; nothing here is ever read

`folder.Store` keeps them on this machine's disk; `remote.RemoteStore` in a bucket that any number
of machines share, in the same places, with copies on the disk. Both are used alike.
"""

from media.store.folder import Store
from media.store.recipes import Artefact, Collected, Recipe, digest_of

__all__ = ["Artefact", "Collected", "Recipe", "Store", "digest_of"]
