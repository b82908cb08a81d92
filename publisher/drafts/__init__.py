"""What editors are preparing: every save is a version of its own, so none is lost.

values      Draft: all that an editor has said so far; Kept: one version of it
tables      drafts and their versions
drawer        saving, undoing, and what happens when two save at once
"""
