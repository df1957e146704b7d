// Turns a plain text area into an editor for headings, lists, tables and pictures. Without this file the text area works.
import {
  Blockquote, Bold, BulletList, Document, Dropcursor, Editor, Gapcursor, HardBreak, Heading, History, Italic, Link, ListItem,
  Node, OrderedList, Paragraph, Subscript, Superscript, Table, TableCell, TableHeader, TableRow, Text,
} from "../django_prose_editor/editor.js";
import { fromWord } from "./word-paste.js";
import { toolbar } from "./editor-toolbar.js";

// A table keeps its caption as an attribute: the editor's tables know none.
const CaptionedTable = Table.extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      caption: {
        default: null,
        parseHTML: (table) => table.dataset.caption || null,
        renderHTML: ({ caption }) => (caption ? { "data-caption": caption } : {}),
      },
    };
  },
});

// A picture of the report: it can be moved and taken out, not changed. Its address and words come with the page.
function pictureNode(pictures) {
  return Node.create({
    name: "picture",
    group: "block",
    atom: true,
    draggable: true,
    addAttributes: () => ({ number: { default: null, parseHTML: (figure) => figure.dataset.picture } }),
    parseHTML: () => [{ tag: "figure[data-picture]" }],
    renderHTML: ({ node }) => ["figure", { "data-picture": node.attrs.number }],
    addNodeView: () => ({ node }) => {
      const dom = document.createElement("figure");
      const known = pictures[node.attrs.number];
      dom.className = "app-rich__picture";
      const image = dom.appendChild(document.createElement("img"));
      image.src = known?.address ?? "";
      image.alt = known?.alternative ?? "";
      const words = dom.appendChild(document.createElement("figcaption"));
      words.textContent = known?.caption || known?.alternative || "Decorative picture";
      return { dom };
    },
  });
}

function start(source) {
  const form = source.form;
  const label = form.querySelector(`label[for="${source.id}"]`);
  const hint = document.getElementById(source.getAttribute("aria-describedby")?.split(" ")[0] ?? "");
  const box = document.createElement("div");
  box.className = "app-rich";
  const said = document.createElement("p");
  said.className = "app-rich__said govuk-body-s";
  said.setAttribute("role", "status");
  source.before(box);

  const html = source.dataset.html;
  const id = source.id;
  source.id = `${id}-source`;
  source.hidden = true;
  source.value = html;
  form.elements.format.value = "html";
  if (hint) hint.textContent = source.dataset.hint;
  // Only plain text needs the box about lines in square brackets.
  form.elements.remove_missing?.closest(".govuk-form-group").setAttribute("hidden", "");

  const editor = new Editor({
    element: box,
    content: html,
    injectCSS: false, // the policy of this site allows no styles but those of its own files
    extensions: [
      Document, Paragraph, Text, Bold, Italic, Subscript, Superscript, Heading.configure({ levels: [3, 4] }), BulletList,
      OrderedList, ListItem, Blockquote, HardBreak, Link.configure({ openOnClick: false }), History, Dropcursor, Gapcursor,
      CaptionedTable.configure({ resizable: false }), TableRow, TableHeader, TableCell,
      pictureNode(JSON.parse(source.dataset.pictures)),
    ],
    editorProps: {
      attributes: {
        id,
        class: "app-rich__area",
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": label?.textContent.trim() ?? "Text",
        ...(hint ? { "aria-describedby": hint.id } : {}),
      },
      transformPastedHTML(pasted) {
        const { html: clean, pictures } = fromWord(pasted);
        said.textContent = pictures
          ? `${pictures === 1 ? "A picture was" : `${pictures} pictures were`} left out of what you pasted. Add each with “Save and add a picture”.`
          : "";
        return clean;
      },
    },
    onUpdate: ({ editor: changed }) => {
      source.value = changed.isEmpty ? "" : changed.getHTML();
      source.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  label?.addEventListener("click", () => editor.commands.focus());
  box.prepend(toolbar(editor, id));
  box.append(said);
}

for (const source of document.querySelectorAll("textarea[data-rich]")) start(source);
