"""The stages of publishing, over a request in which everything is decided.

    stages      what they have in common: what is written of a text, and how it becomes public
    narrating   a text that a voice speaks
    filming     a text that is heard in a recording; imports what listens, which takes a second

Each stage keeps what it makes by what it is made from. Asked again, on any machine that has the
store, it finds that: so a later stage begins by asking for all that comes before it, and work that
was cut anywhere goes on there.
"""
