"""The pipeline: a text and perhaps a recording in, an edition out.

Knows no Flask, no database and no statement. Imports go down only: production, then the stages,
then the ground floor (timeline, transcript, timing, tracks, progress, errors), which stands on the
standard library alone. `docs/map.md` draws it.
"""
