"""Nothing is installed with the service that is not in the list of what we stand on."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_every_package_that_is_locked_is_listed():
    locked = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    listed = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8").lower()
    listed = listed.replace("onnx runtime", "onnxruntime").replace("-", "_")
    assert len(locked) > 20
    assert [name for name in locked if name.lower().replace("-", "_") not in listed] == []
