"use strict";
// With scripts, each change is sent at once and the button that sends them all is not needed.
document.documentElement.classList.add("scripted");
// How far a run is, as the desk tells it; once it is over, its page shows what came of it.
document.addEventListener("DOMContentLoaded", () => {
  for (const place of document.querySelectorAll("[data-events]")) {
    const source = new EventSource(place.dataset.events), bar = place.querySelector("progress");
    source.onmessage = (event) => {
      const { done, wanted, over } = JSON.parse(event.data);
      if (over) { source.close(); location.reload(); return; }
      if (!wanted) return;
      bar.max = wanted; bar.value = done;
      place.querySelector(".far").textContent = `${done} / ${wanted}`;
    };
  }
});
