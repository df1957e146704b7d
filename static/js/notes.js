// Marks a selected passage of a paper, with a note or without. The form below the paper does the same without scripts.
const paper = document.querySelector("[data-notes]");
const squeezed = (text) => text.replace(/\s+/g, "");

let bar, said, passage;

function text(range) {
  // Numbers of pages are drawn by the style sheet, so they are no part of this.
  return range.toString();
}

// The passage that is selected within the paper now, with the letters around it.
function selected() {
  const selection = document.getSelection();
  const article = document.querySelector("[data-notes]");
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!article.contains(range.commonAncestorContainer)) return null;
  const quote = text(range).trim().replace(/\s+/g, " ");
  if (!quote) return null;
  const before = document.createRange();
  before.setStart(article, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const after = document.createRange();
  after.setStart(range.endContainer, range.endOffset);
  after.setEnd(article, article.childNodes.length);
  const ahead = squeezed(text(before));
  return {
    quote,
    before: ahead.slice(-40),
    after: squeezed(text(after).slice(0, 400)).slice(0, 40),
    start: Number(article.dataset.start) + ahead.length,
    key: crypto.randomUUID ? crypto.randomUUID() : "",
  };
}

function say(words) {
  said.textContent = words;
}

function close() {
  bar.hidden = true;
  bar.querySelector("form").hidden = true;
  bar.querySelector("textarea").value = "";
  passage = null;
}

async function keep(note) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...passage, text: note })) form.append(name, value);
  form.append("csrfmiddlewaretoken", document.querySelector("#notes [name=csrfmiddlewaretoken]").value);
  say("Saving…");
  try {
    const answer = await fetch(paper.dataset.notes, { method: "POST", body: form, headers: { Accept: "application/json" } });
    const { said: done, problem } = await answer.json();
    if (problem) return say(problem);
    const words = passage.quote;
    await renew();
    close();
    document.getSelection().removeAllRanges();
    say(`${done} “${words.length > 60 ? `${words.slice(0, 60)}…` : words}”`);
  } catch {
    say("Not saved: the connection failed. Your words are still here; try again.");
  }
}

// The page as the service has it now, put in place without losing where the reader was.
async function renew() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const place of ["[data-notes]", "#notes"]) {
    const fresh = page.querySelector(place);
    if (fresh) document.querySelector(place).replaceWith(fresh);
  }
}

function build() {
  bar = document.createElement("div");
  bar.className = "app-marking";
  bar.hidden = true;
  bar.setAttribute("role", "region");
  bar.setAttribute("aria-label", "Selected passage");
  bar.innerHTML = `<p class="app-marking__quote"></p>
    <div class="app-marking__buttons"><button type="button" class="govuk-button" data-mark>Highlight</button>
    <button type="button" class="govuk-button govuk-button--secondary" data-write>Add a note</button>
    <button type="button" class="app-button-link" data-close>Cancel</button></div>
    <form hidden><label class="govuk-label" for="marking-text">Note on the selected passage</label>
    <textarea class="govuk-textarea" id="marking-text" rows="3"></textarea>
    <button type="submit" class="govuk-button">Save the note</button></form>`;
  said = document.createElement("p");
  said.className = "app-marking__said";
  said.setAttribute("role", "status");
  paper.after(bar);
  document.querySelector("#notes").before(said);
  bar.querySelector("[data-mark]").addEventListener("click", () => keep(""));
  bar.querySelector("[data-write]").addEventListener("click", () => {
    bar.querySelector("form").hidden = false;
    bar.querySelector("textarea").focus();
  });
  bar.querySelector("[data-close]").addEventListener("click", close);
  bar.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    keep(bar.querySelector("textarea").value);
  });
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  document.addEventListener("selectionchange", () => {
    // While a note is being written, the selection has moved into its field.
    if (bar.contains(document.activeElement) && passage) return;
    const found = selected();
    if (!found) {
      if (passage && !bar.querySelector("textarea").value) close();
      return;
    }
    passage = found;
    const shown = bar.querySelector(".app-marking__quote");
    const words = found.quote.length > 90 ? `${found.quote.slice(0, 90)}…` : found.quote;
    if (shown.textContent !== `“${words}”`) shown.textContent = `“${words}”`;
    if (bar.hidden) say("A passage is selected: press Tab for the buttons that mark it.");
    bar.hidden = false;
  });
}

if (paper) build();
