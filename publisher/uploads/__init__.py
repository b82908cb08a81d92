"""Recordings that come in parts, so that a bad line loses little.

values      what is on its way
tables      uploads and their parts
counter     taking parts in; putting a whole recording together

A part is a file of the store, so any machine of the site may take the next one.
"""
