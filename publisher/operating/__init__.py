"""Running the service: is it well, what it did, and a whole copy of it.

Nothing here changes a statement. Nothing that is logged or counted says who read or what was said.
"""
