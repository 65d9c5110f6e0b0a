// The slider in the browser: a native range input with everything a reader may ask of it.

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

const DISC = {
  measured: "M2 8a6 6 0 1 0 12 0a6 6 0 1 0-12 0z",
  published: "M2 8a6 6 0 1 0 12 0a6 6 0 1 0-12 0z",
  claimed: "M8 2a6 6 0 0 0 0 12z",
  guessed: "",
};

// Filled where somebody measured or published it, half where it is claimed, hollow where guessed.
function evidenceMark(kind) {
  const mark = element("span", { className: "sevensteps-evidence" });
  if (!kind) return mark;
  mark.innerHTML =
    '<svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" ' +
    `stroke-width="2"/><path d="${DISC[kind]}" fill="currentColor"/></svg>`;
  mark.append(kind);
  return mark;
}

const TICKS = { default: "M8 0v12", author: "M8 1l6 11h-12z", critic: "M8 12l6-11h-12z" };

function tick({ value, kind, label }, share) {
  const node = element("span", { className: `sevensteps-tick sevensteps-${kind}` });
  node.style.setProperty("--at", share);
  node.innerHTML =
    `<svg viewBox="0 0 16 13" aria-hidden="true"><path d="${TICKS[kind]}" fill="currentColor" ` +
    'stroke="currentColor" stroke-width="2" stroke-linejoin="round"/></svg>';
  node.append(element("span", {}, label));
  return node;
}

// Labels that would touch go one row down; the thumb's place is the only thing that is exact.
function arrange(marks) {
  const box = marks.getBoundingClientRect();
  const zoom = marks.currentCSSZoom ?? 1; // a class page enlarges us, and rectangles are told enlarged
  if (!box.width) return;
  const ends = [];
  let high = 0;
  for (const node of marks.children) {
    const words = node.lastElementChild;
    words.style.translate = "";
    node.style.setProperty("--row", 0);
    const at = words.getBoundingClientRect();
    const shift = Math.max(box.left - at.left, 0) + Math.min(box.right - at.right, 0);
    words.style.translate = `${shift / zoom}px 0`;
    let row = ends.findIndex((end) => end + 8 < at.left + shift);
    if (row < 0) row = ends.length;
    ends[row] = at.right + shift;
    node.style.setProperty("--row", row);
    high = Math.max(high, row);
  }
  marks.style.setProperty("--rows", high + 1);
}

function render({ model, el, signal }) {
  const id = `sevensteps-${page}-${++made}`;
  const label = element("label", { htmlFor: id });
  const output = element("output", { htmlFor: id });
  const input = element("input", { type: "range", id });
  const head = element("div", { className: "sevensteps-head" });
  const unit = element("div", { className: "sevensteps-unit", id: `${id}-unit` });
  input.setAttribute("aria-describedby", unit.id);
  const marks = element("div", { className: "sevensteps-marks" });
  const settings = element("div", { className: "sevensteps-settings", role: "group" });
  const about = element("details");
  const below = element("div", { className: "sevensteps-below" }, unit, about);
  const root = element("div", { className: "sevensteps-slider" }, head, settings, input, marks, below);
  el.append(root);

  const positions = () => model.get("texts").length - 1;
  const at = (value) => Math.round((value - model.get("low")) / model.get("step"));
  const text = (value) => {
    const [between, words] = model.get("between");
    return between === value ? words : model.get("texts")[at(value)];
  };
  const share = (value) => (value - model.get("low")) / (model.get("high") - model.get("low"));

  const show = (value) => {
    output.value = text(value);
    input.setAttribute("aria-valuetext", text(value));
  };
  const place = () => {
    const value = model.get("value");
    if (input.valueAsNumber !== value) input.valueAsNumber = value;
    show(value);
    for (const button of settings.children) {
      button.setAttribute("aria-pressed", Math.abs(Number(button.value) - value) < 1e-9);
    }
  };
  const build = () => {
    label.textContent = model.get("label");
    head.replaceChildren(label, evidenceMark(model.get("evidence")), output);
    unit.textContent = model.get("unit");
    unit.hidden = !unit.textContent;
    const widest = Math.max(1, ...model.get("texts").map((words) => words.length));
    output.style.minWidth = `${widest}ch`; // the row does not move while the number changes
    input.min = model.get("low");
    input.max = model.get("high");
    input.step = model.get("step");
    input.disabled = model.get("disabled");
    const sorted = [...model.get("marks")].sort((a, b) => a.value - b.value);
    marks.replaceChildren(...sorted.map((mark) => tick(mark, share(mark.value))));
    marks.hidden = sorted.length === 0;
    input.hidden = model.get("plain");
    output.hidden = input.hidden; // the pressed button says it
    if (input.hidden) marks.hidden = true;
    settings.setAttribute("aria-label", model.get("label"));
    settings.hidden = model.get("settings").length === 0;
    settings.replaceChildren(
      ...model.get("settings").map(([words, value]) => element("button", { type: "button", value, disabled: input.disabled }, words)),
    );
    const terms = model.get("about");
    about.hidden = terms.length === 0;
    const open = about.open;
    about.replaceChildren(
      element("summary", {}, "Where is this from?"),
      element("dl", {}, ...terms.flatMap(([term, words]) => [element("dt", {}, term), element("dd", {}, words)])),
    );
    about.open = open;
    place();
    arrange(marks);
  };

  // A number as the grid spells it, whatever the browser's arithmetic makes of it.
  const chosen = () => {
    const steps = Math.min(positions(), Math.max(0, at(input.valueAsNumber)));
    return Number((model.get("low") + steps * model.get("step")).toFixed(10));
  };
  input.addEventListener("input", () => {
    show(chosen());
    model.set("value", chosen());
    model.save_changes();
  });
  input.addEventListener("change", () => {
    model.set("value", chosen());
    model.set("settled", model.get("settled") + 1);
    model.save_changes();
  });

  settings.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    model.set("value", Number(button.value));
    model.set("settled", model.get("settled") + 1);
    model.save_changes();
    place();
  });

  // In JupyterLab a bare key is a command of the notebook (an arrow goes to the next heading, "x" cuts
  // the cell). On the slider it is the slider's; with Ctrl, Alt, Shift or Cmd it stays Lab's.
  const keep = ({ target, ctrlKey, altKey, shiftKey, metaKey }) => {
    if (root.contains(target)) {
      target.toggleAttribute("data-lm-suppress-shortcuts", !(ctrlKey || altKey || shiftKey || metaKey));
    }
  };
  window.addEventListener("keydown", keep, { capture: true, signal });

  build();
  model.on("change:value change:between", place);
  for (const name of ["label", "unit", "evidence", "texts", "low", "high", "step", "marks", "about", "settings", "plain", "disabled"]) {
    model.on(`change:${name}`, build);
  }
  const watch = new ResizeObserver(() => arrange(marks));
  watch.observe(marks);
  signal.addEventListener("abort", () => watch.disconnect());
}

export default { render };
