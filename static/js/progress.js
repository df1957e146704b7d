// Shows how far a pack is, and opens the page again when it is done.
const box = document.querySelector("[data-progress]");

async function look() {
  const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
  const { finished, done, total, said } = await answer.json();
  if (finished) return location.reload();
  const words = box.querySelector("[data-said]");
  if (words.textContent !== said) words.textContent = said;
  const bar = box.querySelector("progress");
  bar.max = total || 1;
  bar.value = done;
  setTimeout(look, 700);
}

if (box) look();
