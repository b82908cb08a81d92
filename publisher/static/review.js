// Looking a draft over, with script: a sentence is played from its button, mended without the page
// being loaded anew, and mended by keys while the focus is in it. Each form works by itself.

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

// Send a form as its button would. The page that comes of it is parsed, not shown: the policy lets
// no text become markup, and a document that was fetched as one is no text.
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

  async submitted(event) {
    const { target: form, submitter: button } = event;
    event.preventDefault();
    if (this.busy) return;
    const card = form.closest(".passage");
    if (button.dataset.now) {
      const now = Math.round(card.querySelector("audio").currentTime * 1000);
      button.value = `${button.dataset.now}@${now}`;
    }
    this.busy = true;
    try {
      const request = await send(form, button);
      this.show(request.response, request.responseURL, card, button);
    } catch {
      const pressed = document.createElement("input"); // once more, as without script
      pressed.type = "hidden";
      pressed.name = button.name;
      pressed.value = button.value;
      form.append(pressed);
      form.submit();
    }
    this.busy = false;
  }

  // The sentence is put in anew, or after Undo all of them; the sound of the others goes on.
  show(page, address, card, button) {
    const fresh = page.querySelector("sentence-review");
    if (!fresh) {
      location.assign(address);
      return;
    }
    const wanted = new URL(address).hash.slice(1);
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
    for (const part of [".review__tools", "#reviewed"]) {
      this.querySelector(part).replaceWith(document.importNode(fresh.querySelector(part), true));
    }
    const said = card && this.querySelector(`#${card.id} .govuk-error-message`);
    this.querySelector("[role=status]").textContent = said?.textContent ?? this.told(button, card);
    this.focus(wanted, card, button);
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

  told(button, card) {
    const time = card && this.querySelectorAll(`#${card.id} .nudge__legend`);
    const times = time?.length ? `: ${Array.from(time, (one) => one.textContent).join(", ")}` : "";
    return card ? `Sentence ${card.id.split("-")[1]} saved${times}` : "Undone";
  }

  focus(wanted, card, button) {
    const next = wanted && document.getElementById(wanted);
    const same = document.getElementById(button.id);
    if (next && (!card || next.id !== card.id)) next.focus();
    else (same ?? (card && document.getElementById(card.id)) ?? this.querySelector("#reviewed")).focus();
  }

  // Keys count only inside a sentence, and each has Shift or Ctrl with it (WCAG 2.1.4).
  pressed(event) {
    const card = event.target.closest(".passage");
    if (!card || event.altKey || event.metaKey || event.target.matches("audio")) return;
    const press = (suffix) => {
      const button = card.querySelector(`#${card.id}-${suffix}`);
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
