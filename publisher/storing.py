"""Where derived files are kept, as the settings say."""

from media.store import Store
from publisher.settings import Settings


def open_store(settings: Settings) -> Store:
    """The store the settings name: a folder of this machine."""
    return Store(settings.store_folder)
