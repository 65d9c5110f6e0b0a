// Sentences that change: shown at once, announced when they have come to rest.

const REST = 800; // ms without a change before a screen reader is told
const STAY = 5000; // ms the announcement stays, so that nobody reads it twice

// In JupyterLab a bare key is a command of the notebook ("x" cuts the cell). In a menu it chooses an entry;
// with Ctrl, Alt or Cmd it stays Lab's. Every form has a status line, so one listener a page is enough.
const KEYS = Symbol.for("sevensteps.keys");
if (!globalThis[KEYS]) {
  globalThis[KEYS] = ({ target, ctrlKey, altKey, metaKey }) => {
    if (target.matches?.(".widget-dropdown select, .sevensteps-form select")) {
      target.toggleAttribute("data-lm-suppress-shortcuts", !(ctrlKey || altKey || metaKey));
    }
  };
  window.addEventListener("keydown", globalThis[KEYS], { capture: true });
}

function paragraph(words) {
  const p = document.createElement("p");
  p.textContent = words;
  return p;
}

// The lines as they are, but for those that begin with a head: the head is seen, the rest folded away.
function blocks(text, lines, heads) {
  const found = text ? [{ words: text }] : [];
  for (const line of lines) {
    const head = heads.find((one) => line.startsWith(one));
    const last = found.at(-1);
    if (head) found.push({ head, rest: [line.slice(head.length).trim()] });
    else if (last?.head) last.rest.push(line);
    else found.push({ words: line });
  }
  return found;
}

function render({ model, el, signal }) {
  const seen = document.createElement("div");
  const spoken = document.createElement("div");
  seen.className = "sevensteps-status";
  spoken.className = "sevensteps-spoken";
  spoken.setAttribute("role", "status");
  el.append(seen, spoken);

  const sentences = () => [model.get("text"), ...model.get("lines")].filter(Boolean);
  let timer;
  const show = () => {
    const open = [...seen.children].map((node) => node.open === true); // stays open while it changes
    const made = blocks(model.get("text"), model.get("lines").filter(Boolean), model.get("heads"));
    const nodes = made.map(({ words, head, rest }, i) => {
      if (!head) return paragraph(words);
      const details = document.createElement("details");
      const summary = document.createElement("summary");
      summary.textContent = head;
      details.append(summary, " ", ...rest.flatMap((line) => [paragraph(line), " "]));
      details.open = open[i] ?? false;
      return details;
    });
    seen.replaceChildren(...nodes);
  };
  const announce = () => {
    spoken.textContent = sentences().join(" ");
    timer = setTimeout(() => (spoken.textContent = ""), STAY);
  };
  const change = () => {
    show();
    clearTimeout(timer);
    timer = setTimeout(announce, REST);
  };
  show();
  model.on("change:text change:lines change:heads", change);
  signal.addEventListener("abort", () => clearTimeout(timer));
}

export default { render };
