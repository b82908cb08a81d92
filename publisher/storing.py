"""Where derived files are kept, as the settings say."""

from media.errors import StoreAway
from media.store import Store
from publisher.settings import Settings

GB = 1_000_000_000


def open_store(settings: Settings) -> Store:
    """The store the settings name: a folder of this machine, or a bucket with copies in one.

    Raises StoreAway where what speaks S3 is not installed.
    """
    if not settings.store:
        return Store(settings.store_folder)
    try:
        from media.store.bucket import Bucket  # noqa: PLC0415 - an extra that one machine can spare
        from media.store.remote import RemoteStore  # noqa: PLC0415
    except ModuleNotFoundError as trouble:
        reason = "the extra [s3] is not installed"
        raise StoreAway(f"The store {settings.store}", reason) from trouble
    return RemoteStore(settings.store_folder, Bucket(settings.store), settings.copies * GB)
