"""The service: publishes statements and serves them. Imports media, never the other way.

`app.py` puts the web together; `cli/` is the command; `publishing.py` is what both are for.
"""
