// Starts GOV.UK Frontend's components. Every page works without this file.
import { initAll } from "./govuk-frontend.min.js";
import { clearAll, holdsAnything } from "./outbox.js";

initAll();

// Whoever signs out leaves nothing on this computer: what a meeting page kept goes, after a question if it is unsaved.
for (const form of document.querySelectorAll("[data-sign-out]")) {
  form.addEventListener("submit", (event) => {
    if (holdsAnything() && !confirm("Words that you typed at a meeting are not saved yet. Sign out and lose them?")) event.preventDefault();
    else clearAll();
  });
}
