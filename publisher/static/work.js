// How far the work is, asked for every two seconds; a change of state draws the page anew.

const list = document.querySelector("[data-progress]");
const told = document.querySelector("[role=status]");
const waits = document.querySelector(".work__waits");
const read = document.querySelector(".work__read");
const EVERY = 2000; // ms between two looks
const QUIET = 15_000; // ms at least between two announcements of one part
let said = "";
let saidAt = 0;

function show(now) {
  Array.from(list.children).forEach((item, n) => {
    const part = now.parts[n];
    const bar = item.querySelector("progress");
    item.dataset.state = part.state;
    item.querySelector(".work__told").textContent = part.told;
    bar.hidden = part.state !== "now";
    if (part.share === null) bar.removeAttribute("value");
    else bar.value = part.share;
    if (part.state === "now") announce(item.querySelector(".work__words").textContent, part.share);
  });
  waits.hidden = !now.trouble;
  waits.textContent = now.trouble ?? "";
  if (now.read && read.hidden) {
    read.querySelector("a").href = now.read;
    read.hidden = false;
    told.textContent = "It can be read and checked now.";
    saidAt = Date.now();
  }
}

// A new part at once; the same part no more often than somebody wants to hear.
function announce(words, share) {
  if (words === said && Date.now() - saidAt < QUIET) return;
  const tens = share === null ? "" : `, ${Math.floor(share * 10) * 10}%`;
  if (told.textContent !== words + tens) told.textContent = words + tens;
  said = words;
  saidAt = Date.now();
}

async function look() {
  try {
    const answer = await fetch(list.dataset.progress);
    if (answer.redirected || !answer.ok) return location.reload();
    const now = await answer.json();
    if (now.state !== list.dataset.state) return location.reload();
    show(now);
  } catch {
    told.textContent = "The site does not answer. The work goes on; this page tries again.";
  }
  setTimeout(look, EVERY);
}

if (list) setTimeout(look, EVERY);
