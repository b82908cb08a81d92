"""What somebody who zooms, spaces text out, or has but a keyboard, must find on every page."""

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}  # 1280 at 400 %, WCAG 1.4.10
SPACING = """
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important; }
    p { margin-bottom: 2em !important; }
"""  # WCAG 2.2, 1.4.12
# What is wider than the page, and text that its own box cuts off.
LOST = """() => {
    const lost = [];
    const unseen = "[aria-hidden=true], .govuk-visually-hidden, .govuk-skip-link, option";
    if (document.documentElement.scrollWidth > innerWidth) lost.push("the page scrolls sideways");
    for (const element of document.querySelectorAll("main *, header *, footer *")) {
        if (element.closest(unseen)) continue;
        const { scrollWidth, clientWidth, scrollHeight, clientHeight, tagName } = element;
        const box = element.getBoundingClientRect();
        const outside = box.width && (box.right > innerWidth + 1 || box.left < -1);
        const scrolls = ["VIDEO", "INPUT", "TEXTAREA"].includes(tagName);
        const cuts = getComputedStyle(element).overflow !== "visible" && !scrolls;
        const more = scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1;
        if (outside || (cuts && more)) lost.push(element.outerHTML.slice(0, 90));
    }
    return lost;
}"""
# What has focus now, whether that shows, and whether anything lies over it.
FOCUS = """() => {
    const element = document.activeElement;
    if (element === document.body) return null;
    const box = element.getClientRects()[0];
    const there = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const stop = {
        what: element.id || element.textContent.trim().slice(0, 30) || element.tagName,
        free: element === there || element.contains(there) || there?.contains(element),
    };
    if (element.tagName === "VIDEO") return { ...stop, player: true };
    // Radios and checkboxes are drawn by their labels.
    const drawn = element.matches("[type=radio], [type=checkbox]")
        ? [element.labels[0], "::before"]
        : [element];
    const look = () => {
        const { outline, outlineStyle, boxShadow, backgroundColor } = getComputedStyle(...drawn);
        return [outlineStyle === "none" ? "" : outline, boxShadow, backgroundColor].join();
    };
    const seen = look();
    element.blur();
    const unseen = look();
    element.focus({ preventScroll: true, focusVisible: true });
    return { ...stop, shown: seen !== unseen };
}"""
FOCUSABLE = """() => {
    const all = "a[href], button, input, select, textarea, summary, video";
    const stops = (e) => {
        if (e.type !== "radio") return e.checkVisibility() || e.matches(".govuk-skip-link");
        const group = Array.from(document.getElementsByName(e.name));
        return e === (group.find((one) => one.checked) ?? group[0]);
    };
    return Array.from(document.querySelectorAll(all))
        .filter(stops)
        .map((e) => e.id || e.textContent.trim().slice(0, 30) || e.tagName);
}"""


def check_nothing_lost(page):
    """At 400 %, and with text spaced out, wide and narrow. The page is left wide."""
    page.set_viewport_size(NARROW)
    _check_in_sight(page)
    page.evaluate(
        """(rules) => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(rules);
            document.adoptedStyleSheets = [sheet];
        }""",
        SPACING,
    )
    _check_in_sight(page)
    page.set_viewport_size(WIDE)
    _check_in_sight(page)


def _check_in_sight(page):
    lost = page.evaluate(LOST)
    assert not lost, f"{page.url}, {page.viewport_size['width']} wide: {lost}"


def check_tab_stops(page):
    """All that can be used is reached by Tab, in order, with its focus in sight."""
    wanted = page.evaluate(FOCUSABLE)
    stops, picture = [], None
    for _ in range(200):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None or (len(stops) > 1 and stop["what"] == stops[0]):
            break  # the browser's own controls, or round to where it began
        if stop.get("player"):  # its controls are the browser's: seen from outside only
            before, picture = picture, page.locator(".picture").screenshot()
            assert picture != before, "no focus is seen in the player"
        else:
            assert stop["shown"], f"no focus is seen on {stop['what']}"
        assert stop["free"], f"{stop['what']} is hidden when it has focus"
        if not (stop.get("player") and stop["what"] in stops[-1:]):
            stops.append(stop["what"])
    assert stops == wanted, f"{page.url}: tab stops are {stops}, what can be used is {wanted}"
