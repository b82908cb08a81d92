"""Property tests try the same examples each time, so that a run says what the change did."""

from hypothesis import settings

settings.register_profile("same", derandomize=True)
settings.load_profile("same")
