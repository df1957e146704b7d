// The page at the meeting: notes save themselves, entries are recorded without leaving the page, and both wait in the
// outbox while there is no connection. Every form works without this file.
import { Outbox } from "./outbox.js";

const page = document.querySelector("[data-record]");
const state = document.querySelector("[data-state]");
const refusedBox = document.querySelector("[data-refused]");
const QUIET = 900;
const LOOK_AGAIN = 15000;
const window_key = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
let lastSaved = "";
let outbox;

// --- How things stand ------------------------------------------------------------------------------------------

function report({ state: how, waiting = 0 }) {
  const entries = `${waiting} ${waiting === 1 ? "entry is" : "entries are"}`;
  const words = {
    sending: "Saving…",
    saved: lastSaved ? `All saved. ${lastSaved}` : "All saved.",
    offline: `No connection. ${entries} kept on this computer and will be sent by themselves.`,
    "signed out": `You are signed out. ${entries} kept on this computer: sign in again in another tab, then come back here.`,
    full: "This browser keeps nothing more. Press the Save buttons, and do not close the page.",
    kept: "Kept on this computer…",
  }[how];
  state.classList.toggle("app-record__state--waits", how === "offline");
  state.classList.toggle("app-record__state--lost", how === "signed out" || how === "full");
  if (state.textContent !== words) state.textContent = words;
}

function taken(entry, found, isSame) {
  lastSaved = `Last at ${new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}.`;
  if (entry.kind === "note") noteTaken(entry, found, isSame);
  else document.querySelector(`[data-waits="${entry.id}"]`)?.remove();
  if (found.parts) show(found);
}

// --- Parts that the service draws anew -------------------------------------------------------------------------

function show({ parts, resolutions, turns }) {
  for (const [name, html] of Object.entries(parts)) {
    const place = document.querySelector(`[data-part="${name}"]`);
    if (place && !place.contains(document.activeElement) && place.innerHTML !== html) place.innerHTML = html;
  }
  const select = document.querySelector("[data-entry=vote] [name=resolution]");
  if (select && resolutions) {
    const chosen = select.value;
    select.replaceChildren(select.options[0], ...resolutions.map(([key, words]) => new Option(words, key)));
    select.value = [...select.options].some((option) => option.value === chosen) ? chosen : "";
  }
  for (const [item, turn] of Object.entries(turns ?? {})) {
    const place = document.querySelector(`[data-item="${item}"]`);
    if (place) place.dataset.turn = turn;
  }
  for (const entry of outbox.waiting()) showWaiting(entry);
}

async function look() {
  if (document.hidden || !navigator.onLine) return;
  try {
    const answer = await fetch(page.dataset.record, { headers: { Accept: "application/json" } });
    if (answer.headers.get("content-type")?.includes("application/json")) show(await answer.json());
  } catch { /* the next look may find the connection */ }
}

// --- Notes -----------------------------------------------------------------------------------------------------

function noteId(form) {
  return `note:${form.getAttribute("action")}:${part(form, "copy").value}`;
}

function keepNote(form) {
  const fields = [...new FormData(form).entries()].map(([name, value]) => [name, String(value)]);
  fields.push(["window", form.dataset.window ?? window_key]);
  outbox.keep({ id: noteId(form), kind: "note", url: form.getAttribute("action"), fields, exempt: "exempt" in form.dataset });
}

function noteTyped(form) {
  keepNote(form);
  report({ state: "kept" });
  outbox.soon(QUIET);
}

function noteTaken(entry, found, isSame) {
  const form = [...document.querySelectorAll("[data-note]")].find((one) => noteId(one) === entry.id);
  if (!form) return;
  part(form, "version").value = found.version;
  if (found.beside) {
    // Words of the same officer from another window stay; these go on as a further copy beside them.
    outbox.drop(entry.id);
    part(form, "copy").value = found.copy;
    lastSaved += ` What you wrote in another window is kept as well: open the page again to see both.`;
  }
  const sent = entry.fields.find(([name]) => name === "text")?.[1] ?? "";
  if (!isSame || part(form, "text").value !== sent) keepNote(form);
}

function restoreNotes() {
  for (const form of document.querySelectorAll("[data-note]")) {
    const entry = outbox.find(noteId(form));
    if (!entry) continue;
    const kept = Object.fromEntries(entry.fields);
    part(form, "text").value = kept.text;
    part(form, "version").value = kept.version;
    form.dataset.window = kept.window;
  }
}

// --- Entries ---------------------------------------------------------------------------------------------------

function draftId(form) {
  return `draft:${page.dataset.record}:${form.dataset.entry}`;
}

function fieldsOf(form) {
  return [...new FormData(form).entries()].map(([name, value]) => [name, String(value)]);
}

function isExempt(item) {
  return Boolean(document.querySelector(`[data-item="${item}"] [data-exempt]`));
}

function keepDraft(form) {
  // Without an address: a draft is never sent, and comes back into its form.
  const exempt = isExempt(part(form, "item")?.value) || form.dataset.entry === "exclusion";
  outbox.drop(draftId(form));
  const typed = [...form.elements].some((field) => field.matches("textarea, input:not([type=hidden], [type=checkbox])") && field.value && field.value !== field.defaultValue);
  if (!typed) return;
  outbox.keep({ id: draftId(form), kind: "draft", fields: fieldsOf(form), exempt });
}

function fill(form, fields) {
  for (const box of form.querySelectorAll("[type=checkbox]")) box.checked = false;
  for (const [name, value] of fields) {
    if (name === "csrfmiddlewaretoken") continue;
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "checkbox") { if (field.value === value) field.checked = true; } else field.value = value;
    }
  }
}

function restoreDrafts() {
  for (const form of document.querySelectorAll("[data-entry]")) {
    const draft = outbox.find(draftId(form));
    if (!draft) continue;
    fill(form, draft.fields);
    form.closest("details").open = true;
  }
}

function record(event) {
  event.preventDefault();
  const form = event.target;
  const key = crypto.randomUUID?.() ?? String(Date.now() + Math.random());
  part(form, "key").value = key;
  if (part(form, "known")) part(form, "known").value = document.querySelector(`[data-item="${part(form, "item").value}"]`)?.dataset.turn ?? "";
  // The time of an entry is when it was made, not when the connection came back.
  const entry = {
    id: `entry:${key}`,
    kind: "entry",
    form: form.dataset.entry,
    url: form.getAttribute("action"),
    fields: withTime(form, fieldsOf(form)),
    heading: form.closest("details").querySelector("summary").textContent.trim(),
    item: part(form, "item")?.value ?? "",
    exempt: isExempt(part(form, "item")?.value) || form.dataset.entry === "exclusion",
  };
  outbox.keep(entry);
  outbox.drop(draftId(form));
  showWaiting(entry);
  const item = part(form, "item")?.value;
  form.reset();
  if (item && part(form, "item")) part(form, "item").value = item;
  form.dataset.entry === "speaker" ? part(form, "name").focus() : leave(form);
  outbox.soon(0);
}

function withTime(form, fields) {
  const today = new Date();
  const day = [today.getFullYear(), today.getMonth() + 1, today.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  if (!page.dataset.record.includes(`/${day}/`)) return fields;
  const now = `${String(today.getHours()).padStart(2, "0")}:${String(today.getMinutes()).padStart(2, "0")}`;
  return fields.map(([name, value]) => [name, (name === "at" || name === "excluded_at") && !value ? now : value]);
}

function showWaiting(entry) {
  if (entry.kind !== "entry" || document.querySelector(`[data-waits="${entry.id}"]`)) return;
  const place = document.querySelector(`[data-slot="${entry.item || "general"}"]`) ?? document.querySelector('[data-slot="general"]');
  const words = entry.fields.find(([name]) => ["text", "name", "nature", "motion"].includes(name))?.[1] ?? "";
  const line = paragraph(`${entry.heading}: ${words}`.trim(), "app-record__line app-record__line--waits govuk-body-s");
  line.textContent = `${entry.heading}${words ? `: ${words}` : ""} (kept on this computer)`;
  line.dataset.waits = entry.id;
  place?.before(line);
}

// The rules said no: the reason, and a way to put the words back into the form.
function refused(entry) {
  document.querySelector(`[data-waits="${entry.id}"]`)?.remove();
  if (entry.kind === "note") { report({ state: "saved" }); }
  if (document.querySelector(`[data-refusal="${entry.id}"]`)) return;
  const box = document.createElement("div");
  box.className = "app-conflict";
  box.dataset.refusal = entry.id;
  box.setAttribute("role", "alert");
  box.append(paragraph(`Not recorded: ${entry.heading ?? "notes"}`, "govuk-heading-s"), paragraph(entry.refusal, "govuk-body-s"));
  const form = entry.kind === "entry" && document.querySelector(`[data-entry="${entry.form}"]`);
  const back = button(form ? "Put it back into the form" : "Try again", () => {
    if (form) {
      open(entry.form, entry.item);
      fill(form, entry.fields);
      keepDraft(form);
      outbox.drop(entry.id);
    } else {
      const { refusal, ...rest } = outbox.find(entry.id) ?? entry;
      outbox.keep(rest);
      outbox.soon(0);
    }
    box.remove();
  });
  const away = button("Throw it away", () => { outbox.drop(entry.id); box.remove(); });
  box.append(back, " ", away);
  refusedBox.append(box);
}

// By name: a field called “item” would be the method of that name otherwise.
function part(form, name) {
  return form.elements.namedItem(name);
}

function paragraph(words, names) {
  const made = document.createElement("p");
  made.className = names;
  made.textContent = words;
  return made;
}

function button(words, action) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "app-button-link app-button-link--small";
  made.textContent = words;
  made.addEventListener("click", action);
  return made;
}

// --- Forms come to where they are wanted -----------------------------------------------------------------------

function open(kind, item, words = "") {
  const details = document.querySelector(`[data-form="${kind}"]`);
  const place = document.querySelector(`[data-slot="${item || "general"}"]`) ?? document.querySelector('[data-slot="general"]');
  for (const other of document.querySelectorAll("[data-form]")) if (other !== details) other.open = false;
  place.append(details);
  details.open = true;
  const form = details.querySelector("form");
  if (part(form, "item")) {
    part(form, "item").value = item ?? "";
    // Under its item the form need not ask which one it is.
    part(form, "item").closest(".govuk-form-group").hidden = Boolean(item);
  }
  if (words) part(form, "text").value = words;
  const first = [...form.elements].find((field) => field.name !== "item" && field.type !== "hidden" && field.offsetParent !== null);
  first?.focus();
}

function leave(form) {
  const item = form.closest("[data-item]");
  form.closest("details").open = false;
  (item?.querySelector("[data-note] textarea") ?? item ?? document.body).focus?.();
}

function describe(form) {
  const known = [...document.querySelectorAll("#known-speakers option")].find((option) => option.value === part(form, "name").value);
  if (!known) return;
  if (!part(form, "job_title").value) part(form, "job_title").value = known.dataset.title;
  if (!part(form, "organisation").value) part(form, "organisation").value = known.dataset.organisation;
}

function steps(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest("[data-entry]");
    if (form) { event.preventDefault(); form.requestSubmit(); }
  }
  if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    const notes = [...document.querySelectorAll("[data-note] textarea")];
    const at = notes.indexOf(document.activeElement.closest("[data-item]")?.querySelector("[data-note] textarea"));
    const next = notes[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) { event.preventDefault(); next.focus(); next.scrollIntoView({ block: "center" }); }
  }
}

// --- Attendance saves itself; without a connection the choice waits as everything else does ---------------------

function attend(form) {
  const fields = fieldsOf(form);
  outbox.keep({ id: `attendance:${page.dataset.record}`, kind: "attendance", heading: "Attendance", url: form.getAttribute("action"), fields });
  report({ state: "kept" });
  outbox.soon(300);
}

function attended(form) {
  for (const was of form.querySelectorAll("[name^=was-]")) {
    const key = was.name.slice(4);
    const chosen = form.querySelector(`[name="attendance-${key}"]:checked`)?.value ?? "";
    const remote = form.querySelector(`[name="remote-${key}"]`);
    if (chosen !== "present") remote.checked = false;
    was.value = remote.checked ? `${chosen} remote` : chosen;
  }
}

if (page && !("closed" in page.dataset)) {
  const attendance = document.querySelector("[data-attendance]");
  outbox = new Outbox(page.dataset.officer, {
    report,
    taken: (entry, found, isSame) => {
      taken(entry, found, isSame);
      if (entry.kind === "attendance" && isSame) attended(attendance);
    },
    refused,
  });
  restoreNotes();
  restoreDrafts();
  for (const entry of outbox.entries()) entry.refusal ? refused(entry) : showWaiting(entry);
  for (const control of document.querySelectorAll("button[data-opens]")) control.hidden = false;
  for (const form of document.querySelectorAll("[data-note]")) {
    form.addEventListener("input", () => noteTyped(form));
    form.addEventListener("submit", (event) => { event.preventDefault(); keepNote(form); outbox.soon(0); });
  }
  for (const form of document.querySelectorAll("[data-entry]")) {
    form.addEventListener("input", () => keepDraft(form));
    form.addEventListener("submit", record);
    part(form, "name")?.addEventListener("change", () => describe(form));
  }
  attendance.addEventListener("change", () => attend(attendance));
  attendance.addEventListener("submit", (event) => { event.preventDefault(); attend(attendance); });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (!opener) return;
    event.preventDefault();
    open(opener.dataset.opens, opener.closest("[data-item]")?.dataset.item, opener.dataset.words);
  });
  document.addEventListener("keydown", steps);
  addEventListener("offline", () => report({ state: "offline", waiting: outbox.waiting().length }));
  setInterval(look, LOOK_AGAIN);
  if (outbox.waiting().length) outbox.soon(0);
  page.dataset.ready = "";
}
