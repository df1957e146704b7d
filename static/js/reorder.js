// Moves an agenda item without loading the page again, keeps the focus on its button, and says where it is now.
const list = document.querySelector("[data-reorder]");
const said = document.getElementById("reorder-said");

function renumber() {
  const items = [...list.children];
  items.forEach((item, index) => {
    item.querySelector("[data-number]").textContent = String(index + 1);
    const [up, down] = item.querySelectorAll("[data-move] button");
    up.disabled = index === 0;
    down.disabled = index === items.length - 1;
  });
}

async function move(event) {
  const form = event.target.closest("[data-move]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const body = new FormData(form);
  body.set("direction", event.submitter.value);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const { order, said: words, problem } = await answer.json();
    if (problem) throw new Error(problem);
    for (const key of order) list.append(list.querySelector(`[data-item="${key}"]`));
    renumber();
    said.textContent = words;
    // A button at the end of the list is disabled now, so the focus goes to its neighbour.
    (event.submitter.disabled ? form.querySelector("button:not([disabled])") : event.submitter)?.focus();
  } catch {
    // Anything unexpected, a sign-in that ran out or a list that somebody else changed: the page itself knows best.
    location.reload();
  }
}

list?.addEventListener("submit", move);
