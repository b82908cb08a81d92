// <statement-transcript>: marks the sentence being spoken, plays from the one that is chosen, and
// finds, follows, enlarges and links.
//
// Obeys `moment` (detail: seconds) from the player; sends `play-from` (detail: seconds).
// It moves the page when asked to: to follow along, or to what was searched for.

const KEPT = "plainspoken.text-size";
const EASE = matchMedia("(prefers-reduced-motion: reduce)");

// A character as search sees it: no case, no accent, quotes and dashes as keyboards have them, and
// any space a space; one in, one out, so that places stay right.
const TYPED = { "‘": "'", "’": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-", "—": "-" };
const typed = (character) => TYPED[character] ?? character.normalize("NFD")[0].toLowerCase().replace(/\s/, " ");
const plain = (text) => Array.from({ length: text.length }, (_, i) => typed(text[i])).join("");

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

class StatementTranscript extends HTMLElement {
  connectedCallback() {
    this.sentences = Array.from(this.querySelectorAll("a[data-start]"), (link) => ({ link, start: Number(link.dataset.start) / 1000 }));
    this.texts = Array.from(this.querySelectorAll(".transcript [id]"), (sentence) => sentence.firstChild);
    this.current = this.querySelector("[aria-current]");
    this.now = this.current ? Number(this.current.dataset.start) / 1000 : 0;
    this.following = false;
    this.found = [];
    this.tools = this.querySelector(".tools");
    this.told = this.querySelector(".tools__told");
    this.tools.hidden = false;
    this.querySelector(".hint--plain").hidden = true;
    this.querySelector(".hint--script").hidden = false;

    this.addEventListener("click", (event) => this.clicked(event));
    this.ownerDocument.addEventListener("moment", (event) => this.mark(event.detail));
    for (const moved of ["wheel", "touchmove"]) {
      this.ownerDocument.addEventListener(moved, () => this.letGo(), { passive: true });
    }
    const find = this.querySelector("#find");
    find.addEventListener("input", () => this.search(find.value));
    find.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.step(1);
    });
    const size = this.querySelector("#text-size");
    size.value = this.recall();
    this.setAttribute("text-size", size.value);
    size.addEventListener("change", () => this.enlarge(size.value));
  }

  clicked(event) {
    const button = event.target.closest("[data-do]");
    if (button) this[button.dataset.do](button);
    const link = event.target.closest("a[data-start]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (getSelection().isCollapsed) {
      this.dispatchEvent(new CustomEvent("play-from", { bubbles: true, detail: Number(link.dataset.start) / 1000 }));
    }
  }

  mark(seconds) {
    this.now = seconds;
    // A place in sound is told in whole samples, so a start may come back a hair early.
    const said = this.sentences.findLast((sentence) => sentence.start <= seconds + 0.01)?.link;
    if (said === this.current) return;
    this.current?.removeAttribute("aria-current");
    said?.setAttribute("aria-current", "true");
    this.current = said;
    if (this.following) this.show(said);
  }

  show(sentence) {
    if (!sentence) return;
    const { top, bottom } = sentence.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight * 0.8) {
      sentence.scrollIntoView({ block: "center", behavior: EASE.matches ? "auto" : "smooth" });
    }
  }

  follow(button) {
    this.following = !this.following;
    button.setAttribute("aria-pressed", this.following);
    this.told.textContent = "";
    if (this.following) this.show(this.current);
  }

  // Whoever moves the page by hand does not want it moved back.
  letGo() {
    if (!this.following) return;
    this.follow(this.querySelector("[data-do=follow]"));
    this.told.textContent = this.told.dataset.stopped;
  }

  search(text) {
    const wanted = plain(text.trim());
    this.found = [];
    for (const text of wanted ? this.texts : []) {
      const said = plain(text.data);
      for (let at = said.indexOf(wanted); at >= 0; at = said.indexOf(wanted, at + wanted.length)) {
        const range = new Range();
        range.setStart(text, at);
        range.setEnd(text, at + wanted.length);
        this.found.push(range);
      }
    }
    globalThis.CSS?.highlights?.set("found", new Highlight(...this.found));
    this.at = -1;
    const output = this.querySelector(".tools__found");
    output.textContent = wanted && !this.found.length ? output.dataset.none : "";
    this.step(1);
  }

  next() {
    this.step(1);
  }

  previous() {
    this.step(-1);
  }

  step(by) {
    globalThis.CSS?.highlights?.delete("found-now");
    if (!this.found.length) return;
    this.at = (this.at + by + this.found.length) % this.found.length;
    const range = this.found[this.at];
    globalThis.CSS?.highlights?.set("found-now", new Highlight(range));
    const output = this.querySelector(".tools__found");
    output.textContent = output.dataset.found.replace("{number}", this.at + 1).replace("{count}", this.found.length);
    this.show(range.startContainer.parentElement);
  }

  async copy() {
    const address = new URL(location.pathname, location.origin);
    address.searchParams.set("t", Math.round(this.now * 1000) / 1000);
    address.hash = this.current?.id ?? "";
    try {
      await navigator.clipboard.writeText(address.href);
      this.told.textContent = this.told.dataset.copied.replace("{time}", clock(this.now));
    } catch {
      history.replaceState(null, "", address);
      this.told.textContent = this.told.dataset.address;
    }
  }

  enlarge(size) {
    this.setAttribute("text-size", size);
    try {
      localStorage.setItem(KEPT, size);
    } catch {
      // Where storage is refused, the choice lasts as long as the page.
    }
  }

  recall() {
    try {
      return localStorage.getItem(KEPT) ?? "standard";
    } catch {
      return "standard";
    }
  }
}

customElements.define("statement-transcript", StatementTranscript);
