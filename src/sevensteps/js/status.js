// Sentences that change: shown at once, announced when they have come to rest.

const REST = 800; // ms without a change before a screen reader is told
const STAY = 5000; // ms the announcement stays, so that nobody reads it twice

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
    const paragraphs = sentences().map((words) => {
      const p = document.createElement("p");
      p.textContent = words;
      return p;
    });
    seen.replaceChildren(...paragraphs);
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
  model.on("change:text change:lines", change);
  signal.addEventListener("abort", () => clearTimeout(timer));
}

export default { render };
