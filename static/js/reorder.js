// Moves an agenda item without loading the page again: by its buttons, or by dragging its handle. The server decides
// where it goes; the list follows, the focus stays on its button, and a live region says where it is now.
const list = document.querySelector("[data-reorder]");
const said = document.getElementById("reorder-said");

function show(items) {
  for (const { pk, number } of items) {
    const item = list.querySelector(`[data-item="${pk}"]`);
    const isSub = number.includes("(");
    item.querySelector("[data-number]").textContent = number;
    item.classList.toggle("app-editor__item--sub", isSub);
    for (const button of item.querySelectorAll("[data-move] button")) {
      if (button.value === "in") button.hidden = isSub;
      if (button.value === "out") button.hidden = !isSub;
    }
    list.append(item);
  }
  list.append(end);
}

async function send(form, body) {
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const { items, said: words, problem } = await answer.json();
    if (problem) {
      said.textContent = problem;
      return;
    }
    if (items.some(({ pk }) => !list.querySelector(`[data-item="${pk}"]`))) throw new Error("the list is older");
    show(items);
    said.textContent = words;
  } catch {
    // Anything unexpected, a sign-in that ran out or a list that somebody else changed: the page itself knows best.
    location.reload();
  }
}

async function press(event) {
  const form = event.target.closest("[data-move]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const body = new FormData(form);
  const button = event.submitter;
  body.set("direction", button.value);
  await send(form, body);
  // The button that was pressed may be gone now: an item that went in can only go out.
  (button.hidden ? form.querySelector(`[value="${button.value === "in" ? "out" : "in"}"]`) : button).focus();
}

// --- Dragging --------------------------------------------------------------------------------------------------

const end = document.createElement("li");
end.className = "app-editor__end";
end.setAttribute("aria-hidden", "true");
let dragged = null;
let target = null;

// The item before which the dragged one would go: the first whose middle is below the pointer.
function under(y) {
  const others = [...list.children].filter((item) => item !== dragged && item !== end);
  return others.find((item) => { const box = item.getBoundingClientRect(); return y < box.top + box.height / 2; }) ?? end;
}

function aim(next) {
  target?.classList.remove("app-editor__item--before");
  target = next;
  target?.classList.add("app-editor__item--before");
}

function drag(event) {
  if (!dragged) return;
  aim(under(event.clientY));
  // Near the edge of the window the page goes along.
  if (event.clientY < 60) scrollBy(0, -12);
  if (event.clientY > innerHeight - 60) scrollBy(0, 12);
}

function stop() {
  dragged?.classList.remove("app-editor__item--dragged");
  list.classList.remove("app-editor--dragging");
  aim(null);
  dragged = null;
}

async function drop() {
  if (!dragged) return;
  const form = dragged.querySelector("[data-move]");
  const before = target;
  stop();
  if (!before) return;
  const body = new FormData(form);
  body.set("before", before === end ? "" : before.dataset.item);
  await send(form, body);
}

function addHandle(item) {
  if (!item.querySelector("[data-move]")) return;
  const handle = document.createElement("span");
  handle.className = "app-drag";
  handle.textContent = "⠿";
  handle.title = "Drag to move";
  // People who do not see or drag have the buttons, which do the same.
  handle.setAttribute("aria-hidden", "true");
  handle.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    dragged = item;
    item.classList.add("app-editor__item--dragged");
    list.classList.add("app-editor--dragging");
  });
  handle.addEventListener("pointermove", drag);
  handle.addEventListener("pointerup", drop);
  handle.addEventListener("pointercancel", stop);
  item.prepend(handle);
}

if (list) {
  for (const item of [...list.children]) addHandle(item);
  list.append(end);
  list.addEventListener("submit", press);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") stop(); });
}
