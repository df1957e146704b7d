// Sends the chosen files one by one, each with its progress, and says how it went. Without this the form sends all at once.
const form = document.querySelector("[data-uploads]");
const sending = document.querySelector("[data-sending]");
const said = sending?.querySelector("[data-said]");
const list = sending?.querySelector("[data-files]");

function line(file) {
  const entry = document.createElement("li");
  const name = document.createElement("p");
  name.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.value = 0;
  bar.className = "app-progress";
  bar.setAttribute("aria-label", `Sending ${file.name}`);
  const state = document.createElement("div");
  state.className = "app-sending__state";
  state.textContent = "Waiting";
  entry.append(name, bar, state);
  list.append(entry);
  return { entry, bar, state };
}

// fetch does not tell how far a body is, so this is the older way.
function post(body, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => event.lengthComputable && onProgress(event.loaded / event.total));
    request.addEventListener("load", () => (request.response?.kept ? resolve(request.response) : reject(new Error())));
    request.addEventListener("error", () => reject(new Error()));
    request.send(body);
  });
}

function show(target, answer) {
  target.state.textContent = "";
  for (const kept of answer.kept) {
    const link = document.createElement("a");
    link.href = kept.address;
    link.className = "govuk-link";
    link.textContent = kept.title;
    const words = document.createElement("p");
    words.append("Added: ", link, kept.note ? `. ${kept.note}` : "");
    target.state.append(words);
  }
  for (const problem of answer.problems) {
    const words = document.createElement("p");
    words.className = "govuk-error-message";
    words.textContent = problem;
    target.state.append(words);
  }
  target.bar.remove();
}

async function send(file, target, asMain) {
  const limit = Number(form.dataset.limitMb);
  if (file.size > limit * 1024 * 1024) {
    return { kept: [], problems: [`${file.name}: The file has ${Math.ceil(file.size / 1048576)} MB; the limit is ${limit} MB.`] };
  }
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("as", asMain ? "main" : "appendix");
  body.set("files", file);
  target.state.textContent = "Sending";
  try {
    return await post(body, (part) => {
      target.bar.value = Math.round(part * 100);
      if (part === 1) {
        target.bar.removeAttribute("value");
        target.state.textContent = "Looking for hidden text";
      }
    });
  } catch {
    return { kept: [], problems: [`${file.name}: The file could not be sent. Check the connection, reload the page and try again.`] };
  }
}

async function sendAll(event) {
  const files = [...form.elements.files.files];
  if (!files.length || files.length > Number(form.dataset.mostFiles)) return; // the page says what is wrong
  event.preventDefault();
  let main = form.elements.as?.value === "main";
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  form.elements.files.disabled = true;
  sending.hidden = false;
  list.textContent = "";
  const targets = files.map(line);
  let added = 0;
  for (const [place, file] of files.entries()) {
    said.textContent = `File ${place + 1} of ${files.length}: ${file.name}`;
    const answer = await send(file, targets[place], main);
    show(targets[place], answer);
    added += answer.kept.length;
    if (answer.kept.length) main = false;
  }
  const refused = files.length - added;
  said.textContent = `${added} of ${files.length} ${files.length === 1 ? "file" : "files"} added.${refused ? ` ${refused} not added: the reasons are in the list.` : ""}`;
  sending.querySelector("[data-after]").hidden = false;
  form.elements.files.disabled = false;
  form.elements.files.value = "";
  button.disabled = false;
}

form?.addEventListener("submit", sendAll);
