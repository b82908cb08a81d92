"""Too much, sent from a browser that runs no script: what the person sees."""

import pytest

from publisher import door as doors
from publisher.accounts.rights import Role
from publisher.app import create_app
from publisher.door import Door
from publisher.drafts.drawer import Drawer
from publisher.drafts.values import Draft
from publisher.library import Library
from publisher.settings import Settings
from tests.browser.conftest import PASSWORD
from tests.serving import served

pytestmark = pytest.mark.browser

EMAIL = "ann@example.org"
LARGEST = 300_000  # bytes
TOO_LARGE = 5_000_000


@pytest.fixture
def address(tmp_path, monkeypatch):
    monkeypatch.setattr(doors, "AROUND", 10_000)
    settings = Settings(data=tmp_path / "data")
    library = Library.open(settings)
    app = create_app(settings, library)
    site = app.extensions["plainspoken"]
    ann = site.accounts.add("Ann", EMAIL, Role.AUTHOR, who="test")
    site.accounts.set_password(ann.id, PASSWORD, who="test")
    Drawer(library.engine).begin(Draft(name="t.txt", text="Hello."), who="Ann")
    with served(app, Door(app, LARGEST)) as address:
        yield address
    site.close()
    library.engine.dispose()


@pytest.mark.parametrize("signed_out", [False, True])
def test_a_recording_that_is_too_large_is_answered_with_our_page(
    chromium, address, tmp_path, signed_out
):  # fmt: skip
    recording = tmp_path / "visit.mp4"
    recording.write_bytes(b"x" * TOO_LARGE)
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/studio/sign-in")
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.goto(f"{address}/studio/drafts/1/recording")
    page.set_input_files("#file", recording)
    if signed_out:
        context.clear_cookies()
    with page.expect_response(f"{address}/studio/drafts/1/recording") as answered:
        page.click("text=Use this recording")
    assert answered.value.status == 413
    assert page.inner_text("h1") == "Too much was sent"
    assert "nothing of it was kept" in page.inner_text("main")
    context.close()
