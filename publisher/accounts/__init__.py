"""Who may work in the studio: accounts, how they sign in, and what their roles may do.

Nothing here knows the web. `rights` is the one table of who may do what; `tables` are rows, and
only `register`, `sessions` and `throttle` speak to them.
"""
