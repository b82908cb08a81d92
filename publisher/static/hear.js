// What a link plays is played here, without leaving the page; with what is written beside it.

const player = new Audio();
for (const link of document.querySelectorAll("a.hear")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link-button hear";
  button.textContent = link.textContent;
  const field = link.dataset.with && document.getElementById(link.dataset.with);
  button.addEventListener("click", () => {
    const address = new URL(link.href);
    if (field?.value.trim()) address.searchParams.set("said", field.value.trim());
    if (player.src === address.href && !player.paused) {
      player.pause();
      return;
    }
    player.src = address.href;
    player.play().catch(() => {
      button.textContent = `${link.textContent}: it cannot be played`;
    });
  });
  link.replaceWith(button);
}
