// <caption-editor>: keeps the table of captions and the waveform in step, plays a caption, cuts one
// where the cursor is, and has the rules looked over while somebody types. The table does all of
// it without script, but for the waveform: what is saved is the form.

import "./waveform.js";

const PATIENCE = 500; // ms without a key, after which the rules are looked over

const seconds = (text) => {
  const found = /^\s*(?:(?:(\d+):)?(\d+):)?(\d+(?:[.,]\d{1,3})?)\s*$/.exec(text);
  return found ? (Number(found[1] ?? 0) * 60 + Number(found[2] ?? 0)) * 60 + Number(found[3].replace(",", ".")) : NaN;
};

const clock = (time) => {
  const ms = Math.round(time * 1000);
  const pad = (number, length) => String(number).padStart(length, "0");
  return `${Math.floor(ms / 60000)}:${pad(Math.floor(ms / 1000) % 60, 2)}.${pad(ms % 1000, 3)}`;
};

class CaptionEditor extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector(".cues__form");
    this.rows = Array.from(this.querySelectorAll("[data-cue]"));
    this.sound = this.querySelector("audio");
    this.wave = this.querySelector("wave-form");
    this.status = this.querySelector("[role=status]");
    this.count = this.querySelector(".cues__count");
    this.wave.hidden = false;

    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("submit", (event) => this.sent(event));
    this.form.addEventListener("focusin", (event) => {
      if (event.target.matches("textarea")) this.typed = event.target;
      this.choose(event.target.closest("[data-cue]"));
    });
    this.addEventListener("click", (event) => this.clicked(event));
    this.wave.addEventListener("edge", (event) => this.dragged(event.detail));
    this.wave.addEventListener("hear", (event) => this.play(event.detail, Infinity));
    for (const name of ["timeupdate", "seeked", "play"]) this.sound.addEventListener(name, () => this.moved());
    addEventListener("beforeunload", (event) => {
      if (this.unsaved) event.preventDefault();
    });
    this.load();
    this.tell(this.querySelectorAll(".cues__mend li, .govuk-error-message").length, false);
    this.step();
  }

  async load() {
    const answer = await fetch(this.dataset.peaks);
    const drawn = answer.status === 200; // 204: not yet
    this.querySelector(drawn ? ".cues__drawn" : ".cues__undrawn").hidden = false;
    if (!drawn) return;
    this.wave.peaks = new Uint8Array(await answer.arrayBuffer());
    this.wave.draw();
  }

  // What the table says, drawn.
  step() {
    this.wave.cues = this.rows
      .map((row) => ({ number: Number(row.dataset.cue), start: this.time(row, "start"), end: this.time(row, "end") }))
      .filter(({ start, end }) => end > start);
    this.wave.draw();
  }

  time(row, edge) {
    return seconds(this.field(row, edge).value);
  }

  field(row, name) {
    return row.querySelector(`[name=${name}-${row.dataset.cue}]`);
  }

  choose(row) {
    if (!row) return;
    this.wave.chosen = Number(row.dataset.cue);
    if (this.sound.paused) this.wave.show(this.time(row, "start") || 0);
    this.wave.draw();
  }

  changed() {
    this.unsaved = true;
    this.step();
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.lookOver(), PATIENCE);
  }

  dragged({ number, edge, seconds: time }) {
    const row = this.rows.find((one) => Number(one.dataset.cue) === number);
    this.field(row, edge).value = clock(time);
    this.choose(row);
    this.changed();
  }

  // A cut is made where the cursor is, if it is in the words of that caption.
  sent(event) {
    const row = event.submitter?.closest("[data-cue]");
    const words = row && this.field(row, "text");
    const cut = words && event.submitter.value.startsWith("split");
    const at = words?.selectionStart;
    if (cut && this.typed === words && at > 0 && at < words.value.length) event.submitter.value += `@${at}`;
    this.unsaved = false;
  }

  clicked(event) {
    const link = event.target.closest(".cues__listen");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const row = link.closest("[data-cue]");
    this.choose(row);
    if (!this.sound.paused) this.sound.pause();
    else this.play(this.time(row, "start"), this.time(row, "end"));
  }

  play(from, until) {
    this.until = until;
    this.sound.currentTime = from;
    this.sound.play().catch(() => {}); // its own button is there
    this.moved();
  }

  moved() {
    this.wave.now = this.sound.currentTime;
    this.wave.show(this.sound.currentTime);
    if (this.sound.currentTime >= this.until) {
      this.until = Infinity;
      this.sound.pause();
    }
    this.wave.draw();
  }

  async lookOver() {
    const asked = (this.asked = Symbol("asked"));
    const answer = await fetch(this.dataset.check, {
      method: "POST",
      body: new URLSearchParams(new FormData(this.form)),
      headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
    }).catch(() => null);
    if (!answer?.ok || this.asked !== asked) return; // saving looks over it again
    const { errors, findings, lost } = await answer.json();
    let count = 0;
    for (const row of this.rows) {
      const number = row.dataset.cue;
      const wrong = ["start", "end", "text"].map((name) => errors[`${name}-${number}`]).filter(Boolean);
      const told = [...wrong, ...(findings[number] ?? [])];
      this.list(row.querySelector(".cues__mend ul"), told);
      count += told.length;
    }
    if (!Object.keys(errors).length) {
      const section = document.querySelector(".lost");
      section.hidden = !lost.length;
      this.list(section.querySelector("ul"), lost);
    }
    this.tell(count, true);
  }

  list(list, told) {
    const same = told.length === list.children.length && told.every((words, n) => list.children[n].textContent === words);
    if (same) return;
    list.replaceChildren(
      ...told.map((words) => {
        const item = document.createElement("li");
        item.textContent = words;
        return item;
      }),
    );
  }

  // Heard only when the number changes, not at each key.
  tell(count, aloud) {
    const words = count ? `${count} ${count === 1 ? "thing" : "things"} to mend` : "Nothing to mend";
    if (aloud && words !== this.count.textContent) this.status.textContent = words;
    this.count.hidden = false;
    this.count.textContent = words;
  }
}

customElements.define("caption-editor", CaptionEditor);
