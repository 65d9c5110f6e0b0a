// One answer of several: a list to open, or buttons of which one is pressed. Native, labelled, keyboard first.

let made = 0; // for ids that are unique within this copy of the module
const page = Math.random().toString(36).slice(2, 8);

function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

function render({ model, el, signal }) {
  const id = `sevensteps-choice-${page}-${++made}`;
  const root = element("div", { className: "sevensteps-choice" });
  el.append(root);

  const choose = (value) => {
    model.set("value", value);
    model.save_changes();
  };
  const list = () => {
    const names = ["", ...model.get("options")];
    const options = names.map((words) => element("option", { value: words }, words || model.get("empty")));
    const select = element("select", { id }, ...options);
    select.addEventListener("change", () => choose(select.value));
    const label = element("label", { htmlFor: id }, model.get("label"));
    const about = model.get("about");
    if (about) select.setAttribute("aria-label", `${model.get("label")}: ${about}`);
    root.replaceChildren(label, select);
  };
  const buttons = () => {
    const lines = model.get("options").map((words) => {
      const radio = element("input", { type: "radio", name: id, value: words });
      radio.addEventListener("change", () => choose(words));
      return element("label", {}, radio, element("span", {}, words));
    });
    root.replaceChildren(element("fieldset", {}, element("legend", {}, model.get("label")), ...lines));
  };
  const place = () => {
    for (const node of root.querySelectorAll("select")) node.value = model.get("value");
    for (const node of root.querySelectorAll("input")) node.checked = node.value === model.get("value");
    for (const node of root.querySelectorAll("select, input")) node.disabled = model.get("disabled");
  };
  const build = () => {
    if (model.get("listed")) list();
    else buttons();
    place();
  };

  // In JupyterLab a bare key is a command of the notebook (a digit makes the cell a heading). Here it is
  // the choice's; with Ctrl, Alt, Shift or Cmd it stays Lab's.
  const keep = ({ target, ctrlKey, altKey, shiftKey, metaKey }) => {
    if (root.contains(target)) {
      target.toggleAttribute("data-lm-suppress-shortcuts", !(ctrlKey || altKey || shiftKey || metaKey));
    }
  };
  window.addEventListener("keydown", keep, { capture: true, signal });

  build();
  model.on("change:value change:disabled", place);
  for (const name of ["label", "options", "listed", "empty", "about"]) model.on(`change:${name}`, build);
}

export default { render };
