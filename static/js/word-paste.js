// What Word, Outlook and web pages put on the clipboard, as the few things a report can hold. The server cleans it again.

const LEVEL = /mso-list:\s*l(\d+)\s+level(\d+)/;

// Returns the HTML to paste and how many pictures were in it: those have to be uploaded with a description.
export function fromWord(pasted) {
  const page = new DOMParser().parseFromString(pasted.replace(/<!\[(if|endif)[^\]]*\]>/g, ""), "text/html");
  const body = page.body;
  for (const node of [...body.querySelectorAll("style, script, meta, link, title, xml")]) node.remove();
  const pictures = body.querySelectorAll("img").length;
  for (const image of [...body.querySelectorAll("img")]) image.remove();
  for (const node of [...body.querySelectorAll("*")].filter((found) => found.localName.includes(":"))) node.replaceWith(...node.childNodes);
  for (const first of [...body.querySelectorAll("p[style*='mso-list']")]) {
    if (first.isConnected && LEVEL.test(first.getAttribute("style"))) makeList(first);
  }
  for (const heading of [...body.querySelectorAll("h1, h2, h5, h6")]) {
    const upper = heading.localName === "h1" || heading.localName === "h2";
    rename(heading, upper ? "h3" : "h4");
  }
  for (const table of body.querySelectorAll("table")) {
    const caption = table.querySelector("caption");
    if (caption) {
      table.dataset.caption = caption.textContent.trim();
      caption.remove();
    }
    if (!table.querySelector("th")) for (const cell of [...(table.rows[0]?.cells ?? [])]) rename(cell, "th");
  }
  return { html: body.innerHTML, pictures };
}

// Word's lists are paragraphs with a drawn-on bullet; this one and those after it become one nested list.
function makeList(first) {
  const run = [first];
  for (let next = first.nextElementSibling; next && LEVEL.test(next.getAttribute("style") ?? ""); next = next.nextElementSibling) run.push(next);
  const open = [];
  const place = document.createComment("");
  first.before(place);
  let top = null;
  for (const paragraph of run) {
    const level = Number(LEVEL.exec(paragraph.getAttribute("style"))[2]);
    const [tag, type] = marker(paragraph);
    while (open.length && open.at(-1).level > level) open.pop();
    if (!open.length || open.at(-1).level < level) {
      const list = document.createElement(tag);
      if (type) list.setAttribute("type", type);
      if (open.length && open.at(-1).list.lastElementChild) open.at(-1).list.lastElementChild.append(list);
      else top ??= list;
      open.push({ level, list });
    }
    const entry = document.createElement("li");
    entry.append(...paragraph.childNodes);
    open.at(-1).list.append(entry);
    paragraph.remove();
  }
  place.replaceWith(top);
}

function marker(paragraph) {
  let drawn = "";
  for (const span of paragraph.querySelectorAll("span[style*='mso-list']")) {
    drawn += span.textContent;
    span.remove();
  }
  const label = drawn.replace(/\u00a0/g, " ").trim();
  if (/^\(?([ivxl]{2,}|i)[.)]$/.test(label)) return ["ol", "i"];
  if (/^\(?[a-np-z][.)]$/i.test(label)) return ["ol", "a"];
  if (/^\(?\d+(\.\d+)*[.)]?$/.test(label)) return ["ol", ""];
  return ["ul", ""];
}

function rename(element, tag) {
  const made = document.createElement(tag);
  for (const name of ["colspan", "rowspan"]) if (element.hasAttribute(name)) made.setAttribute(name, element.getAttribute(name));
  made.append(...element.childNodes);
  element.replaceWith(made);
}
