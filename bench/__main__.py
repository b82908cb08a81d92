"""Run every benchmark and print one table: `python -m bench`, or `python -m bench NAME ...`."""

import sys
from importlib import import_module

from bench.table import printed

ALL = ("narration", "captioning", "publishing", "serving", "viewers", "transcoding")

rows = [row for name in sys.argv[1:] or ALL for row in import_module(f"bench.{name}").run()]
print(printed(rows))
