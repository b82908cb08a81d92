"""The states of the studio's pages, by name. A state is a story that comes to it, given who looks.

Each part of the studio has a module beside this one, and names its states with `state`.
"""

from importlib import import_module

# In the order in which they are looked at: later ones find on the desk what earlier ones made.
PARTS = (
    "people", "beginning", "working", "colliding", "reviewing", "captioning", "publishing",
    "published",
)  # fmt: skip
STATES = {}


def state(name):
    """Name a state; the function below gives a visit that has come to it."""

    def keep(story):
        assert name not in STATES
        STATES[name] = story
        return story

    return keep


def every():
    """All states, by name."""
    for part in PARTS:
        import_module(f"tests.states.{part}")
    return STATES
