"""`python -m publisher` is the command `plainspoken`."""

from publisher.cli import main

main()
