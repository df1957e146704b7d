// Shows how far a pack is, and puts the result in its place when it is done, without loading the page anew.
const box = document.querySelector("[data-progress]");

async function look() {
  let answer;
  try {
    answer = await (await fetch(box.dataset.progress, { headers: { Accept: "application/json" } })).json();
  } catch {
    // Away for a moment: the service may be starting anew.
    setTimeout(look, 3000);
    return;
  }
  const { finished, done, total, said } = answer;
  if (finished) return show();
  const words = box.querySelector("[data-said]");
  if (words.textContent !== said) words.textContent = said;
  const bar = box.querySelector("progress");
  bar.max = total || 1;
  bar.value = done;
  setTimeout(look, 700);
}

async function show() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [old, fresh] = [document, page].map((place) => place.querySelector("[data-build]"));
  const said = document.createElement("p");
  said.className = "govuk-visually-hidden";
  said.setAttribute("role", "status");
  old.before(said);
  old.replaceWith(fresh);
  document.title = page.title;
  setTimeout(() => (said.textContent = fresh.dataset.build), 50);
}

if (box) look();
