// Saves the form one second after typing stops, through the door that its button uses, and says so politely. Two people
// at one thing never overwrite each other: the second is shown what changed and by whom, and keeps the words typed.
const form = document.querySelector("[data-autosave]");
const said = document.querySelector("[data-autosave-said]");
const conflicts = document.querySelector("[data-autosave-conflict]");
const QUIET = 1000;
let timer = 0;
let running = null;
let waitsForPerson = false;

function say(words, isProblem = false) {
  said.classList.toggle("app-autosave--problem", isProblem);
  if (said.textContent !== words) said.textContent = words;
}

function changed() {
  clearTimeout(timer);
  if (waitsForPerson) return;
  say("");
  timer = setTimeout(start, QUIET);
}

function start() {
  clearTimeout(timer);
  timer = 0;
  running = (running ?? Promise.resolve()).then(save).finally(() => { running = null; });
  return running;
}

async function save() {
  if (waitsForPerson) return;
  const body = new FormData(form);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const found = await answer.json();
    if (found.conflict) meet(found);
    else if (found.problem) say(found.problem, true);
    else {
      form.elements.version.value = found.version;
      say(found.said);
    }
  } catch {
    say("Not saved by itself. Press Save: your words are still here.", true);
  }
}

// Somebody else saved first. What only they changed is taken over; where both did, the words typed here stay. From now on
// nothing is saved until the person has looked and pressed Save.
function meet({ conflict, by, version, changes }) {
  waitsForPerson = true;
  form.elements.version.value = version;
  const box = document.createElement("div");
  box.className = "app-conflict";
  box.setAttribute("role", "alert");
  const heading = document.createElement("h2");
  heading.className = "govuk-heading-s";
  heading.textContent = by ? `Saved meanwhile by ${by}` : "Saved meanwhile";
  box.append(heading, paragraph(conflict));
  for (const { name, label, saved, clash } of changes) {
    if (!clash) put(form.elements[name], saved);
    const what = clash ? "you changed it too, and your words are in the form" : "taken over into the form";
    const line = paragraph(`${label}: ${what}`);
    line.classList.add("govuk-!-font-weight-bold");
    const words = paragraph(saved || "(empty)");
    words.classList.add("app-prewrap");
    box.append(line, words);
  }
  conflicts.replaceChildren(box);
  say("Not saved: look at what changed above, then press Save.", true);
}

function paragraph(words) {
  const made = document.createElement("p");
  made.className = "govuk-body-s govuk-!-margin-bottom-1";
  made.textContent = words;
  return made;
}

function put(field, value) {
  if (field.type === "checkbox") field.checked = value !== "";
  else field.value = value;
}

async function submit(event) {
  clearTimeout(timer);
  if (!running) return;
  // A save is on its way: the form goes after it, with the version that it brings back.
  event.preventDefault();
  const { submitter } = event;
  await running;
  if (!waitsForPerson) form.requestSubmit(submitter);
}

// Leaving by a link: what was typed in the last second goes along.
function leave() {
  if (timer && !waitsForPerson) fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, keepalive: true });
}

if (form && said) {
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", submit);
  addEventListener("pagehide", leave);
}
