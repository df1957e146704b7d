// Waits for a document that is being printed, and opens it when it is there.
async function look() {
  const answer = await fetch(location.href);
  if (answer.status === 202) setTimeout(look, 1200);
  else location.reload();
}

if (document.querySelector("[data-waiting]")) setTimeout(look, 1200);
