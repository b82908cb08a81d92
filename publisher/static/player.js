// <statement-player>: what script adds to the browser's own player. Captions below the picture, of
// another size or colour, or read out; the speed; the quality; and the moment, told as it passes.
//
// Sends `moment` (detail: seconds) while it plays and after a jump.
// Obeys `play-from` (detail: seconds) from anywhere on the page.

const KEPT = "plainspoken.captions";
const QUALITY = "plainspoken.quality";
const CHOICES = { "caption-place": "over", "caption-size": "standard", "caption-colours": "dark", "caption-announce": "" };

function recall(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function keep(name, choice) {
  try {
    localStorage.setItem(name, JSON.stringify(choice));
  } catch {
    // Where storage is refused, the choice lasts as long as the page.
  }
}

class StatementPlayer extends HTMLElement {
  connectedCallback() {
    this.media = this.querySelector("video");
    this.sources = Array.from(this.media.querySelectorAll("source"));
    this.line = this.querySelector(".caption-line");
    this.track = this.media.textTracks[0];
    this.choices = { ...CHOICES, ...recall(KEPT) };
    this.querySelector(".settings").hidden = false;

    this.addEventListener("change", (event) => this.chosen(event.target));
    this.addEventListener("click", (event) => this.clicked(event));
    this.media.textTracks.addEventListener("change", () => this.chosenInControls());
    this.track?.addEventListener("cuechange", () => this.write());
    this.ownerDocument.addEventListener("fullscreenchange", () => this.apply());
    // iPhones have the video alone on the whole screen, and an event of their own for it.
    for (const whole of ["webkitbeginfullscreen", "webkitendfullscreen"]) {
      this.media.addEventListener(whole, () => this.apply());
    }
    this.media.addEventListener("loadedmetadata", () => this.loaded());
    this.media.addEventListener("ratechange", () => this.hastened());
    this.media.addEventListener("play", () => this.tell());
    this.media.addEventListener("seeked", () => this.tell());
    this.ownerDocument.addEventListener("play-from", (event) => this.playFrom(event.detail));
    this.apply();
    this.begin();
  }

  get quality() {
    return this.sources.find((source) => source.src === this.media.currentSrc)?.dataset.quality;
  }

  // Before anything is chosen, a slow line or one that is paid for by the byte gets the smallest film.
  begin() {
    const { saveData, effectiveType } = navigator.connection ?? {};
    const sparing = saveData || ["slow-2g", "2g", "3g"].includes(effectiveType);
    const menu = this.querySelector("#quality");
    const wanted = recall(QUALITY) ?? (sparing ? this.sources[0]?.dataset.quality : null);
    const there = this.sources.some((source) => source.dataset.quality === wanted);
    if (menu && there && wanted !== this.quality) this.play(wanted);
    else if (this.media.readyState) this.loaded();
  }

  chosen(control) {
    if (control.id === "speed") {
      this.media.playbackRate = Number(control.value);
    } else if (control.id === "quality") {
      keep(QUALITY, control.value);
      this.play(control.value);
    } else if (control.id in CHOICES) {
      this.choices[control.id] = control.type === "checkbox" ? (control.checked ? "yes" : "") : control.value;
      keep(KEPT, this.choices);
      this.apply();
    }
  }

  // The browser's own controls may choose a speed too, and one that is not in our menu.
  hastened() {
    this.querySelector("#speed").value = this.media.playbackRate;
  }

  // The link to the sound is the same choice as in the menu, so that is where it leads.
  clicked(event) {
    const link = event.target.closest("a[data-choose]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const menu = this.querySelector("#quality");
    menu.value = link.dataset.choose;
    menu.focus();
    this.chosen(menu);
  }

  // Give the browser its sources anew, those of this quality first. The moment, the speed and
  // whether it plays stay as they are.
  play(quality) {
    const { currentTime, paused, playbackRate, readyState } = this.media;
    const begun = readyState > 0 || currentTime > 0;
    const wanted = this.sources.filter((source) => source.dataset.quality === quality);
    for (const source of wanted) source.removeAttribute("media");
    this.media.prepend(...wanted);
    if (begun) {
      // The moment that the page was opened at is over, and so is the still picture.
      for (const source of this.sources) source.src = source.src.split("#")[0];
      this.media.removeAttribute("poster");
    }
    this.media.defaultPlaybackRate = playbackRate;
    this.media.load();
    if (begun) this.media.currentTime = currentTime;
    if (!paused) this.media.play().catch(() => {}); // where that is refused, its button is there
  }

  // Whatever the browser came to play of what it was given.
  loaded() {
    const menu = this.querySelector("#quality");
    if (menu) menu.value = this.quality;
    const sound = !this.media.videoWidth;
    this.media.classList.toggle("sound", sound);
    if (sound) this.media.removeAttribute("poster");
    this.apply();
  }

  // Nothing is below the picture where it fills the screen, so those captions are over it there.
  get over() {
    const place = this.choices["caption-place"];
    const whole = this.ownerDocument.fullscreenElement === this.media || this.media.webkitDisplayingFullscreen;
    return place === "over" || (place === "below" && whole);
  }

  // The browser's own captions button means captions over the picture, or none there.
  chosenInControls() {
    if (this.track.mode === "showing" && !this.over) this.choices["caption-place"] = "over";
    else if (this.track.mode === "disabled" && this.over) this.choices["caption-place"] = "off";
    else return;
    keep(KEPT, this.choices);
    this.apply();
  }

  apply() {
    for (const [name, value] of Object.entries(this.choices)) {
      const control = this.querySelector(`#${name}`);
      if (control.type === "checkbox") control.checked = value === "yes";
      else control.value = value;
      this.setAttribute(name, value);
    }
    const { "caption-place": place, "caption-announce": announce } = this.choices;
    const written = place === "below" || announce === "yes";
    if (this.track) this.track.mode = this.over ? "showing" : written ? "hidden" : "disabled";
    this.line.hidden = !written;
    this.line.classList.toggle("govuk-visually-hidden", place !== "below");
    if (announce === "yes") this.line.setAttribute("aria-live", "polite");
    else this.line.removeAttribute("aria-live");
    this.write();
  }

  write() {
    if (this.line.hidden) return;
    this.line.textContent = Array.from(this.track?.activeCues ?? [], (cue) => cue.getCueAsHTML().textContent).join("\n");
  }

  tell() {
    cancelAnimationFrame(this.frame);
    this.dispatchEvent(new CustomEvent("moment", { bubbles: true, detail: this.media.currentTime }));
    if (!this.media.paused) this.frame = requestAnimationFrame(() => this.tell());
  }

  // A millisecond in: at the very moment where one caption gives way to the next, Chromium shows
  // both, and goes on showing both.
  playFrom(seconds) {
    this.media.currentTime = seconds + 0.001;
    this.media.play().catch(() => {}); // as where another quality is chosen before it can begin
  }
}

customElements.define("statement-player", StatementPlayer);
