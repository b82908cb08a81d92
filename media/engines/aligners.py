"""The aligners by name, in order: each is the fall-back of those before it."""

from media.alignment import Aligner
from media.engines.listening.hybrid import Hybrid
from media.engines.listening.likeness import Likeness

_IN_ORDER: tuple[Aligner, ...] = (
    Hybrid("words", refine=True),
    Hybrid("phones", refine=False),
    Likeness(),
)
ALIGNERS = {aligner.name: aligner for aligner in _IN_ORDER}
