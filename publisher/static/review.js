// Looking a draft over, with script: a sentence is played from its button, mended without the page
// being loaded anew, and mended by keys while the focus is in it. Each form works by itself.

const ON = ["accept", "unsaid"]; // what is said of a sentence that is done with
const MOVES = { ArrowLeft: "-20", ArrowRight: "+20" };

// Plays its stretch of the sound, and stops.
class Listening {
  constructor(part) {
    this.sound = part.querySelector("audio");
    this.button = part.querySelector("button");
    this.words = this.button.firstChild;
    this.start = Number(this.sound.dataset.start) / 1000;
    this.end = Number(this.sound.dataset.end) / 1000;
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.toggle());
    this.sound.addEventListener("timeupdate", () => {
      if (this.stops && this.sound.currentTime >= this.end) this.sound.pause();
    });
    for (const name of ["play", "pause"]) {
      this.sound.addEventListener(name, () => (this.words.data = this.sound.paused ? "Listen" : "Stop"));
    }
    this.sound.addEventListener("pause", () => (this.stops = false));
  }

  toggle() {
    if (!this.sound.paused) {
      this.sound.pause();
      return;
    }
    for (const other of document.querySelectorAll("audio")) other.pause();
    this.stops = true;
    this.sound.currentTime = this.start;
    this.sound.play().catch(() => {}); // its own button is there
  }
}

const listening = new WeakMap();

function prepare(within) {
  for (const part of within.querySelectorAll(".listen")) listening.set(part, new Listening(part));
  for (const button of within.querySelectorAll("[data-now]")) button.hidden = false;
}

// Send a form as its button would, and give the request once it is answered. The page that comes of
// it is fetched as a document: the policy lets no text become markup.
function send(form, button) {
  const body = new FormData(form, button);
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.responseType = "document";
    request.setRequestHeader("X-CSRFToken", document.querySelector("meta[name=csrf-token]").content);
    request.onload = () => (request.status < 400 && request.response ? done(request) : failed());
    request.onerror = failed;
    request.send(new URLSearchParams(body));
  });
}

class SentenceReview extends HTMLElement {
  connectedCallback() {
    prepare(this);
    const keys = this.querySelector(".review__keys");
    if (keys) keys.hidden = false;
    this.addEventListener("submit", (event) => this.submitted(event));
    this.addEventListener("keydown", (event) => this.pressed(event));
  }

  // One after the other, so that quick presses add up: each form has seen what came before it.
  submitted(event) {
    const button = event.submitter;
    event.preventDefault();
    const held = ON.includes(button.value) ? null : document.activeElement.id;
    const now = button.closest(".passage")?.querySelector("audio").currentTime;
    const value = button.dataset.now ? `${button.dataset.now}@${Math.round(now * 1000)}` : button.value;
    this.queue = (this.queue ?? Promise.resolve()).then(() => this.mend(button.id, value, held));
  }

  async mend(id, value, held) {
    const button = document.getElementById(id);
    if (!button) return;
    const { form } = button;
    const card = form.closest(".passage");
    button.value = value;
    const request = await send(form, button).catch(() => null);
    if (request) {
      this.show(request.response, request.responseURL, card, held);
      return;
    }
    const pressed = document.createElement("input"); // once more, as without script
    pressed.type = "hidden";
    pressed.name = button.name;
    pressed.value = button.value;
    form.append(pressed);
    form.submit();
  }

  // The sentence is put in anew, or after Undo all of them; the sound of the others goes on.
  show(page, address, card, held) {
    const fresh = page.querySelector("sentence-review");
    if (!fresh) {
      location.assign(address);
      return;
    }
    for (const one of fresh.querySelectorAll(".passage")) {
      const old = document.getElementById(one.id);
      if (!old) {
        location.assign(address);
        return;
      }
      const put = document.importNode(one, true);
      if (!card || old === card) {
        old.replaceWith(put);
        prepare(put);
      } else {
        old.className = put.className;
        this.keepUp(old, put);
      }
    }
    for (const part of [".review__changed", ".review__tools", "#reviewed"]) {
      this.querySelector(part).replaceWith(document.importNode(fresh.querySelector(part), true));
    }
    const said = card && this.querySelector(`#${card.id} .govuk-error-message`);
    this.querySelector("[role=status]").textContent = said?.textContent ?? this.told(card);
    this.focus(card, held);
  }

  // What was mended beside it may have moved a neighbour; and all forms have seen the new version.
  keepUp(old, put) {
    const [before, now] = [old, put].map((one) => one.querySelector("form"));
    if (before && now) before.replaceWith(now);
    const [name, fresh] = [old, put].map((one) => one.querySelector(".passage__name"));
    name.replaceWith(fresh);
    for (const part of ["start", "end"]) old.dataset[part] = put.dataset[part];
    for (const hidden of old.querySelectorAll("[data-now]")) hidden.hidden = false;
  }

  told(card) {
    const time = card && this.querySelectorAll(`#${card.id} .nudge__legend`);
    const times = time?.length ? `: ${Array.from(time, (one) => one.textContent).join(", ")}` : "";
    return card ? `Sentence ${card.id.split("-")[1]} saved${times}` : "Undone";
  }

  // Where it was, as long as that is there; or on to the next sentence that nobody listened to.
  focus(card, held) {
    const cards = Array.from(this.querySelectorAll(".passage"));
    const rest = cards.slice(cards.findIndex((one) => one.id === card?.id) + 1);
    const next = rest.find((one) => !one.classList.contains("passage--done"));
    const same = held && (document.getElementById(held) ?? (card && document.getElementById(card.id)));
    (same || next || this.querySelector("#reviewed")).focus();
  }

  // Keys count only inside a sentence, and each has Shift or Ctrl with it (WCAG 2.1.4).
  pressed(event) {
    const card = event.target.closest(".passage");
    if (!card || event.altKey || event.metaKey || event.target.matches("audio")) return;
    const press = (suffix) => {
      const button = document.getElementById(`${card.id}-${suffix}`);
      if (!button) return;
      event.preventDefault();
      button.click();
    };
    if (event.key === "Enter" && event.shiftKey && !event.ctrlKey) {
      event.preventDefault();
      listening.get(card.querySelector(".listen"))?.toggle();
    } else if (event.key === "Enter" && event.ctrlKey && !event.shiftKey) {
      press("accept");
    } else if (event.key in MOVES && event.ctrlKey) {
      press(`${event.shiftKey ? "end" : "start"}${MOVES[event.key]}`);
    }
  }
}

if (document.querySelector("sentence-review")) customElements.define("sentence-review", SentenceReview);
else prepare(document);
