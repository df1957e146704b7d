// The buttons above the editing area: words, not icons, and one stop on the way of the Tab key (arrows move within).

const TOOLS = [
  ["Bold", (c) => c.toggleBold(), (e) => e.isActive("bold")],
  ["Italic", (c) => c.toggleItalic(), (e) => e.isActive("italic")],
  ["Heading", (c) => c.toggleHeading({ level: 3 }), (e) => e.isActive("heading", { level: 3 })],
  ["Subheading", (c) => c.toggleHeading({ level: 4 }), (e) => e.isActive("heading", { level: 4 })],
  ["Bullets", (c) => c.toggleBulletList(), (e) => e.isActive("bulletList")],
  ["1. 2.", (c) => list(c, "decimal"), (e) => e.isActive("orderedList", { type: "decimal" }), "Numbered list"],
  ["a) b)", (c) => list(c, "lower-alpha"), (e) => e.isActive("orderedList", { type: "lower-alpha" }), "Lettered list"],
  ["(i) (ii)", (c) => list(c, "lower-roman"), (e) => e.isActive("orderedList", { type: "lower-roman" }), "List with Roman numerals"],
  ["Quotation", (c) => c.toggleBlockquote(), (e) => e.isActive("blockquote")],
  ["Link", null, (e) => e.isActive("link")],
  ["Table", (c) => c.insertTable({ rows: 3, cols: 3, withHeaderRow: true }), null, "Insert a table"],
  ["Undo", (c) => c.undo()],
  ["Redo", (c) => c.redo()],
];
const TABLE_TOOLS = [
  ["Row below", (c) => c.addRowAfter()],
  ["Column after", (c) => c.addColumnAfter()],
  ["Delete row", (c) => c.deleteRow()],
  ["Delete column", (c) => c.deleteColumn()],
  ["Delete table", (c) => c.deleteTable()],
];

export function toolbar(editor, controls) {
  const tools = document.createElement("div");
  tools.className = "app-rich__tools";
  const bar = row(editor, "Formatting", controls, TOOLS);
  const tableBar = row(editor, "Table", controls, TABLE_TOOLS);
  const caption = field("Caption of this table", "text", (value) =>
    editor.chain().focus().updateAttributes("table", { caption: value || null }).run());
  tableBar.bar.append(caption.box);
  const link = field("Address of the link", "url", (value) => {
    const chain = editor.chain().focus().extendMarkRange("link");
    (value ? chain.setLink({ href: value }) : chain.unsetLink()).run();
    link.box.hidden = true;
  });
  link.box.hidden = true;
  bar.buttons.get("Link").addEventListener("click", () => {
    link.input.value = editor.getAttributes("link").href ?? "";
    link.box.hidden = false;
    link.input.focus();
  });

  function show() {
    bar.show();
    tableBar.bar.hidden = !editor.isActive("table");
    if (!tableBar.bar.hidden && document.activeElement !== caption.input) caption.input.value = editor.getAttributes("table").caption ?? "";
  }
  editor.on("transaction", show);
  show();
  tools.append(bar.bar, link.box, tableBar.bar);
  return tools;
}

function list(chain, type) {
  return chain.command(({ editor, chain: more }) => {
    if (editor.isActive("orderedList", { type })) return more().toggleOrderedList().run();
    return editor.isActive("orderedList") ? more().updateAttributes("orderedList", { type }).run()
      : more().toggleOrderedList().updateAttributes("orderedList", { type }).run();
  });
}

function row(editor, name, controls, tools) {
  const bar = document.createElement("div");
  bar.className = "app-rich__bar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", name);
  bar.setAttribute("aria-controls", controls);
  const buttons = new Map();
  for (const [text, run, , title] of tools) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "app-rich__tool";
    button.textContent = text;
    if (title) button.setAttribute("aria-label", `${text}: ${title}`);
    button.tabIndex = buttons.size ? -1 : 0;
    if (run) button.addEventListener("click", () => run(editor.chain().focus()).run());
    buttons.set(text, button);
    bar.append(button);
  }
  bar.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const all = [...buttons.values()];
    const at = all.indexOf(document.activeElement);
    if (!steps || at < 0) return;
    event.preventDefault();
    all[at].tabIndex = -1;
    const next = all[(at + steps + all.length) % all.length];
    next.tabIndex = 0;
    next.focus();
  });
  const show = () => {
    for (const [text, , isOn] of tools) if (isOn) buttons.get(text).setAttribute("aria-pressed", String(isOn(editor)));
  };
  return { bar, buttons, show };
}

function field(name, type, use) {
  const box = document.createElement("div");
  box.className = "app-rich__field";
  const label = document.createElement("label");
  const input = document.createElement("input");
  input.type = type;
  input.className = "govuk-input";
  label.append(name, " ", input);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "app-rich__tool";
  button.textContent = "Set";
  button.setAttribute("aria-label", `Set: ${name.toLowerCase()}`);
  button.addEventListener("click", () => use(input.value.trim()));
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    use(input.value.trim());
  });
  box.append(label, button);
  return { box, input };
}
