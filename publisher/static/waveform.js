// <wave-form>: draws the loudness of a sound around a moment, and the captions over it. It says
// nothing that the table beside it does not say, so it is hidden from screen readers.
//
// Is told `peaks` (Uint8Array, one for each 20 ms), `cues` ([{ number, start, end }], seconds), `now`
// (seconds) and `chosen` (a number), each with `draw()` after it. Sends `edge` (detail: { number,
// edge: "start" | "end", seconds }) while one is dragged, and `hear` (detail: seconds).

const EACH = 0.02; // seconds of a peak
const SHOWN = 20; // seconds across, where there is room; fewer on narrow screens
const NEAR = 8; // pixels from an edge within which it is taken hold of

class WaveForm extends HTMLElement {
  connectedCallback() {
    this.peaks = new Uint8Array();
    this.cues = [];
    this.now = 0;
    this.chosen = null;
    this.from = 0;
    this.canvas = this.appendChild(document.createElement("canvas"));
    this.setAttribute("aria-hidden", "true");
    this.canvas.addEventListener("pointerdown", (event) => this.take(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    this.canvas.addEventListener("pointerup", () => (this.held = null));
    this.canvas.addEventListener("pointercancel", () => (this.held = null));
    new ResizeObserver(() => this.draw()).observe(this);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }

  get across() {
    return Math.max(6, (SHOWN * this.canvas.clientWidth) / 1100);
  }

  // Have a moment in sight; nothing moves while it is.
  show(seconds) {
    if (seconds < this.from || seconds > this.from + this.across * 0.9) {
      this.from = Math.max(0, seconds - this.across * 0.15);
    }
  }

  draw() {
    const { clientWidth: wide, clientHeight: high } = this.canvas;
    if (!wide) return;
    const scale = devicePixelRatio;
    this.canvas.width = wide * scale;
    this.canvas.height = high * scale;
    const pen = this.canvas.getContext("2d");
    const style = getComputedStyle(this);
    const colour = (name) => style.getPropertyValue(name).trim();
    pen.scale(scale, scale);
    pen.font = `14px ${style.fontFamily}`;
    const ink = style.color;
    const x = (seconds) => ((seconds - this.from) / this.across) * wide;
    const middle = (high + 20) / 2;

    for (const { number, start, end } of this.cues) {
      if (end < this.from || start > this.from + this.across) continue;
      pen.fillStyle = number === this.chosen ? colour("--found") : colour("--wash");
      pen.fillRect(x(start), 0, x(end) - x(start), high);
      pen.fillStyle = number === this.chosen ? colour("--found-ink") : ink;
      pen.fillText(String(number), Math.max(0, x(start)) + 6, 15);
    }
    for (let at = Math.floor(this.from / EACH); at * EACH < this.from + this.across && at < this.peaks.length; at += 1) {
      const tall = Math.max(1, Math.sqrt(this.peaks[at] / 255) * (high - 24));
      const on = this.cues.find((cue) => cue.number === this.chosen && cue.start <= at * EACH && at * EACH < cue.end);
      pen.fillStyle = on ? colour("--found-ink") : colour("--accent");
      pen.fillRect(x(at * EACH), middle - tall / 2, Math.max(1, (wide * EACH) / this.across - 0.5), tall);
    }
    pen.fillStyle = ink;
    for (const { start, end } of this.cues) {
      pen.fillRect(x(start), 0, 2, high);
      pen.fillRect(x(end) - 1, 0, 1, high);
    }
    pen.fillStyle = colour("--govuk-error-colour");
    pen.fillRect(x(this.now) - 1, 0, 2, high);
  }

  seconds(event) {
    return this.from + (event.offsetX / this.canvas.clientWidth) * this.across;
  }

  // The edge under the pointer: of two that meet, the one of the chosen caption, else the start.
  edge(event) {
    const at = this.seconds(event);
    const near = (NEAR / this.canvas.clientWidth) * this.across;
    const edges = this.cues.flatMap(({ number, start, end }) => [
      { number, edge: "start", far: Math.abs(start - at) },
      { number, edge: "end", far: Math.abs(end - at) },
    ]);
    const within = edges.filter(({ far }) => far <= near);
    return within.find(({ number }) => number === this.chosen) ?? within[0] ?? null;
  }

  take(event) {
    this.held = this.edge(event);
    if (this.held) this.canvas.setPointerCapture(event.pointerId);
    else this.tell("hear", this.seconds(event));
  }

  move(event) {
    if (this.held) {
      const seconds = Math.max(0, Math.round(this.seconds(event) * 50) / 50);
      this.tell("edge", { number: this.held.number, edge: this.held.edge, seconds });
    } else {
      this.canvas.style.cursor = this.edge(event) ? "ew-resize" : "pointer";
    }
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}

customElements.define("wave-form", WaveForm);
