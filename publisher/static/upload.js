// Sends a recording in parts (tus 1.0.0), so that a bad line loses little and a reload nothing.
// The form then goes with the name of what was sent in place of the file.

const form = document.querySelector("form[data-upload]");
const file = form.querySelector("[type=file]");
const box = form.querySelector(".upload");
const bar = box.querySelector("progress");
const label = bar.labels[0];
const words = box.querySelector(".upload__words");
const told = box.querySelector("[role=status]");
const pause = box.querySelector(".upload__pause");
const token = document.querySelector("[name=csrf-token]").content;
const SMALLEST = 256 * 1024; // bytes of a part
const LARGEST = 8_000_000;
const SLOW = 10_000; // ms that a part may take before the next is smaller
const TRIES = 8; // of a part, each after twice the wait
const QUIET = 15_000; // ms between two announcements, unless a tenth more has arrived

let size = 1024 * 1024;
let paused = false;
let goOn = () => {};
let sending = null;
let busy = false;
let saidAt = 0;
let saidShare = 0;

function ask(method, address, { headers = {}, body = null, progress = null } = {}) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    const all = { "Tus-Resumable": "1.0.0", "X-CSRFToken": token, ...headers };
    for (const [name, value] of Object.entries(all)) request.setRequestHeader(name, value);
    if (progress) request.upload.onprogress = (event) => progress(event.loaded);
    request.onload = () => done(request);
    request.onerror = request.onabort = () => failed(new Error("the line was cut"));
    sending = request;
    request.send(body);
  });
}

// The same file, chosen again after a reload, goes on where it was; so does one that has all arrived
// and could not be kept. Where a draft has it, its address is gone, and it is sent anew.
const nameOf = (one) => `upload ${one.name} ${one.size} ${one.lastModified}`;

async function begun(one) {
  const known = localStorage.getItem(nameOf(one));
  if (known) {
    const there = await ask("HEAD", known);
    if (there.status === 200) return [known, Number(there.getResponseHeader("Upload-Offset"))];
  }
  const bytes = new TextEncoder().encode(one.name);
  const name = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const made = await ask("POST", form.dataset.upload, {
    headers: { "Upload-Length": one.size, "Upload-Metadata": `filename ${name}` },
  });
  if (made.status !== 201) throw new TypeError(made.responseText);
  const address = made.getResponseHeader("Location");
  localStorage.setItem(nameOf(one), address);
  return [address, 0];
}

async function part(address, one, from) {
  const began = Date.now();
  const to = Math.min(one.size, from + size);
  const sent = await ask("PATCH", address, {
    headers: { "Upload-Offset": from, "Content-Type": "application/offset+octet-stream" },
    body: one.slice(from, to),
    progress: (loaded) => show(from + loaded, one.size),
  });
  if (sent.status !== 204 && sent.status !== 409) throw new Error(`status ${sent.status}`);
  size = Date.now() - began < SLOW ? Math.min(LARGEST, size * 2) : Math.max(SMALLEST, size / 2);
  return Number(sent.getResponseHeader("Upload-Offset"));
}

async function send(one) {
  let tries = 0;
  let address;
  let here = 0;
  while (!address || here < one.size) {
    if (paused) await new Promise((go) => (goOn = go));
    try {
      if (!address) [address, here] = await begun(one);
      else here = await part(address, one, here);
      tries = 0;
      show(here, one.size);
    } catch (trouble) {
      if (trouble instanceof TypeError) throw trouble; // refused: to try again is no use
      if (paused) continue;
      if ((tries += 1) > TRIES) throw trouble;
      say("The line was cut. Trying again.");
      size = Math.max(SMALLEST, size / 2);
      await new Promise((later) => setTimeout(later, Math.min(30_000, 500 * 2 ** tries)));
      address = undefined; // what has arrived is asked for first
    }
  }
  return address;
}

function show(here, all) {
  const share = all ? here / all : 1;
  bar.value = share;
  const mega = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  words.textContent = `${Math.floor(share * 100)}%: ${mega(here)} of ${mega(all)}`;
  if (share - saidShare >= 0.1 || Date.now() - saidAt > QUIET) {
    say(`${Math.floor(share * 100)}% sent`);
    saidShare = share;
  }
}

function say(what) {
  told.textContent = what;
  saidAt = Date.now();
}

function hold(on) {
  paused = on;
  pause.textContent = on ? "Go on" : "Pause";
  if (on) sending?.abort();
  else goOn();
}

pause.addEventListener("click", () => hold(!paused));
file.addEventListener("change", () => (box.hidden = !busy)); // what was said of another file

form.addEventListener("submit", async (event) => {
  const one = file.files[0];
  if (!one || form.elements.upload.value || event.submitter?.name === "by") return;
  event.preventDefault();
  if (busy) return; // it is on its way
  busy = true;
  words.classList.remove("govuk-error-message");
  box.hidden = label.hidden = bar.hidden = pause.hidden = false;
  pause.focus();
  say("Sending the recording");
  try {
    const address = await send(one);
    say("All is sent. Looking at the recording.");
    words.textContent = "All is sent. Looking at the recording: this may take a minute.";
    form.elements.upload.value = address.split("/").pop();
    file.disabled = true; // it is there: not once more with the form
    form.submit();
  } catch (trouble) {
    const why = trouble instanceof TypeError && trouble.message;
    words.textContent = why || "The line is gone. Choose the button again to go on where it was.";
    say(words.textContent);
    words.classList.add("govuk-error-message");
    label.hidden = bar.hidden = pause.hidden = true;
    busy = false;
  }
});
