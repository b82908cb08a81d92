// <statement-player>: what script adds to the browser's own player. Captions below the picture, of
// another size or colour, or read out; the speed; and the moment, told as it passes.
//
// Sends `moment` (detail: seconds) while it plays and after a jump.
// Obeys `play-from` (detail: seconds) from anywhere on the page.

const KEPT = "plainspoken.captions";
const CHOICES = { "caption-place": "over", "caption-size": "standard", "caption-colours": "dark", "caption-announce": "" };

function recall() {
  try {
    return { ...CHOICES, ...JSON.parse(localStorage.getItem(KEPT)) };
  } catch {
    return { ...CHOICES };
  }
}

function keep(choices) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(choices));
  } catch {
    // Where storage is refused, the choice lasts as long as the page.
  }
}

class StatementPlayer extends HTMLElement {
  connectedCallback() {
    this.media = this.querySelector("video");
    this.line = this.querySelector(".caption-line");
    this.track = this.media.textTracks[0];
    this.choices = recall();
    this.querySelector(".settings").hidden = false;

    this.addEventListener("change", (event) => this.chosen(event.target));
    this.media.textTracks.addEventListener("change", () => this.chosenInControls());
    this.track?.addEventListener("cuechange", () => this.write());
    this.media.addEventListener("play", () => this.tell());
    this.media.addEventListener("seeked", () => this.tell());
    this.ownerDocument.addEventListener("play-from", (event) => this.playFrom(event.detail));
    this.apply();
  }

  chosen(control) {
    if (control.id === "speed") {
      this.media.playbackRate = Number(control.value);
    } else if (control.id in CHOICES) {
      this.choices[control.id] = control.type === "checkbox" ? (control.checked ? "yes" : "") : control.value;
      keep(this.choices);
      this.apply();
    }
  }

  // The browser's own captions button means captions over the picture, or none there.
  chosenInControls() {
    const place = this.choices["caption-place"];
    if (this.track.mode === "showing" && place !== "over") this.choices["caption-place"] = "over";
    else if (this.track.mode === "disabled" && place === "over") this.choices["caption-place"] = "off";
    else return;
    keep(this.choices);
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
    if (this.track) this.track.mode = place === "over" ? "showing" : written ? "hidden" : "disabled";
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
    this.media.play();
  }
}

customElements.define("statement-player", StatementPlayer);
