"""The flow: a text, and perhaps a recording, to an edition; each step kept by what made it.

Here and nowhere else stages and store are joined.

    narrated    a text is spoken, and its sound encoded
    supplied    a recording is kept and examined
    heard       a text is heard in it
    filmed      it is made ready for the web
    written     what both come to: captions, words and their times
    takeaway    forms to take away, of what was published
"""
