// The class page: screens made from the notebook's own headings, and the keys that move through them.

const MANY = 60; // words of text after which the next text has a screen of its own
const FEW = 45; // words that may stand above a chart, a card or a table
const NONE = 0; // and above a panel, which fills a screen by itself
const PATIENCE = 8000; // ms until a connection that does not come back is said to be lost
const VEGA = "application/vnd.vega.v5+json";
const RANGE_KEYS = ["PageUp", "PageDown", "Home", "End"]; // a slider's own, where it is used by keyboard

const id = (name) => document.getElementById(name);
const words = (text) => text.split(/\s+/).filter(Boolean).length;

// -- screens -------------------------------------------------------------------------------------

// What a cell brings to a screen: a heading, something large, so many words, or nothing at all.
function reads(cell) {
  const text = cell.querySelector(".jp-MarkdownOutput");
  if (text) {
    const first = text.firstElementChild;
    const heading = /^H[1-3]$/.test(first?.tagName) ? Number(first.tagName[1]) : 0;
    return { heading, text: true, large: false, words: words(text.textContent) };
  }
  const outputs = [...cell.querySelectorAll('script[type="application/vnd.voila.cell-output+json"]')].map(sharp);
  const said = outputs.map((data) => [data["text/markdown"] ?? ""].flat().join("")).join("\n");
  if (said.startsWith("```")) cell.classList.add("class-listing");
  const drawn = outputs.some((data) => "image/png" in data);
  const moves = drawn && outputs.some((data) => "application/vnd.jupyter.widget-view+json" in data);
  const framed = outputs.some((data) => /<table/.test([data["text/html"] ?? ""].flat().join("")));
  const block = framed || /^(> |\||<details)/m.test(said); // a claim's card, a table, an objection
  if (drawn || block) return { heading: 0, text: false, large: true, above: moves ? NONE : FEW, words: 0 };
  const seen = words(cell.querySelector(".jp-OutputArea")?.textContent ?? "");
  return { heading: 0, text: false, large: false, words: outputs.length ? words(said) : seen };
}

// The picture as a whole has its words; its single marks have none, and say nothing.
const silent = (marks = []) =>
  marks.map((mark) => (mark.marks ? { ...mark, marks: silent(mark.marks) } : { ...mark, aria: false }));

// The data of an output; a chart among them is drawn as lines, which stay sharp when they are enlarged.
function sharp(node) {
  const output = JSON.parse(node.textContent);
  if (VEGA in (output.data ?? {})) {
    output.data[VEGA].marks = silent(output.data[VEGA].marks);
    const options = { ...output.metadata?.[VEGA]?.embed_options, renderer: "svg" };
    output.metadata = { ...output.metadata, [VEGA]: { embed_options: options } };
    node.textContent = JSON.stringify(output);
  }
  return output.data ?? {};
}

// A heading begins a screen, and so does what is large or long where the screen has enough already.
function begins(cell, screen) {
  if (!screen || cell.heading) return true;
  if (cell.large) return screen.large || screen.words > cell.above;
  return cell.text && (screen.large || screen.words > MANY);
}

function title(cell) {
  const heading = cell.querySelector("h1, h2").cloneNode(true);
  heading.querySelector(".anchor-link")?.remove();
  return heading.textContent.trim();
}

// An exercise is worked on where code can be changed: what its check says of an untouched cell is no news.
const ELSEWHERE = "To work on it, open this notebook with <code>python3 go.py lab</code>, or take it as a question for pairs.";
const checks = (node, section) => section?.title.startsWith("Exercise") && node.querySelector(".jp-CodeCell");

function build() {
  const made = [];
  const sections = [];
  for (const node of document.querySelectorAll("#screens > .class-cell")) {
    const check = checks(node, sections.at(-1));
    const cell = check ? { heading: 0, text: false, large: false, words: 0 } : reads(node);
    let screen = made.at(-1);
    if (begins(cell, screen)) {
      if (cell.heading === 1 || cell.heading === 2 || !sections.length) {
        sections.push({ title: cell.heading ? title(node) : document.title, screens: [] });
      }
      const box = document.createElement("section");
      box.className = "class-screen";
      box.tabIndex = -1;
      node.before(box);
      screen = { box, large: false, words: 0, section: sections.length, heading: cell.heading };
      made.push(screen);
      sections.at(-1).screens.push(screen);
      screen.part = sections.at(-1).screens.length;
    }
    screen.box.append(node);
    if (check) {
      node.classList.add("class-check");
      node.insertAdjacentHTML("afterend", `<p class="class-elsewhere">${ELSEWHERE}</p>`);
    }
    screen.large ||= cell.large;
    screen.words += cell.words;
  }
  return [made, sections];
}

const [screens, sections] = build();
let at = 0;

// A panel and a question have a name that run-sheets call them by; it is in a class of theirs.
const NAMED = "sevensteps-named-";
function named(box) {
  const found = [...box.querySelectorAll(`[class*="${NAMED}"]`)].flatMap(({ classList }) => [...classList]);
  return [...new Set(found)].filter((name) => name.startsWith(NAMED)).map((name) => name.slice(NAMED.length));
}

// "4.2 of 14 · bite_scene: Try it": the number is that of the address; what comes last may be cut short.
function place({ section, part, box }) {
  const { title: name, screens: parts } = sections[section - 1];
  const number = parts.length > 1 ? `${section}.${part}` : section;
  return `${[`${number} of ${sections.length}`, ...named(box)].join(" · ")}: ${name}`;
}

const address = ({ section, part }) => (part > 1 ? `#${section}.${part}` : `#${section}`);

let note;
function say(sentence) {
  id("where").textContent = sentence;
  clearTimeout(note);
  note = setTimeout(tell, 5000);
}

function tell() {
  clearTimeout(note);
  note = undefined;
  if (id("where").textContent !== place(screens[at])) id("where").textContent = place(screens[at]);
}

// The columns of a table that only somebody who types has a use for.
const TYPED = ["name in code", "symbol"];
function narrow() {
  for (const table of document.querySelectorAll(".class-screen table:not(.class-narrow)")) {
    table.classList.add("class-narrow");
    const heads = [...table.querySelectorAll("thead th")].map((head) => TYPED.includes(head.textContent.trim()));
    if (!heads.includes(true)) continue;
    for (const row of table.rows) [...row.cells].forEach((cell, i) => cell.classList.toggle("class-typed", heads[i]));
  }
}

// A still picture taller than this share of its width is scrolled, as a panel's is, and not made small.
const TALL = 0.6;
function heighten() {
  for (const { viewBox, classList } of document.querySelectorAll(".class-screen .vega-embed:not(.sevensteps-chart *) svg")) {
    const { width, height } = viewBox.baseVal;
    classList.toggle("class-tall", height > TALL * width);
  }
}

// A panel or a table may come after its screen was opened, and bring its name or its columns only then.
new MutationObserver(() => {
  narrow();
  heighten();
  more();
  if (note === undefined) tell();
}).observe(id("screens"), { childList: true, subtree: true });

// A screen of words that is a little too long is set a little smaller; one that is much too long is scrolled.
const LEAST = 0.85; // of the type's size
function fit(box) {
  const room = id("rendered_cells");
  box.style.removeProperty("--zoom");
  box.classList.remove("class-tight");
  if (box.querySelector(".sevensteps-panel, .vega-embed, table, details")) return;
  const full = parseFloat(getComputedStyle(box).getPropertyValue("--zoom"));
  const over = () => room.scrollHeight > room.clientHeight;
  if (over()) box.classList.add("class-tight");
  for (let part = 1; part >= LEAST && over(); part -= 0.02) box.style.setProperty("--zoom", full * part);
  if (!over()) return;
  box.style.removeProperty("--zoom");
  box.classList.remove("class-tight");
}

// Whether a screen goes on below the bar.
function more() {
  const room = id("rendered_cells");
  id("more").hidden = room.scrollHeight - room.scrollTop - room.clientHeight < 24;
}
id("rendered_cells").addEventListener("scroll", more, { passive: true });
addEventListener("resize", () => {
  fit(screens[at].box);
  more();
});

// Show a screen. The keyboard's place goes with it, unless it is on a button of the bar.
function go(to, { focus = true } = {}) {
  at = Math.min(Math.max(to, 0), screens.length - 1);
  screens.forEach(({ box }, i) => box.classList.toggle("class-now", i === at));
  const screen = screens[at];
  tell();
  id("back").toggleAttribute("aria-disabled", at === 0);
  id("next").toggleAttribute("aria-disabled", at === screens.length - 1);
  document.title = `${place(screen)} – ${sections[0].title}`;
  history.replaceState(null, "", address(screen));
  id("rendered_cells").scrollTop = 0;
  fit(screen.box);
  more();
  if (focus && !id("bar").contains(document.activeElement)) screen.box.focus({ preventScroll: true });
  for (const button of id("contents").querySelectorAll("li button:first-child")) {
    button.ariaCurrent = Number(button.value) === screen.section ? "true" : null;
  }
}

// "#4.2" is a screen; any other fragment is a heading or a cell, wherever it is.
function asked() {
  const name = decodeURIComponent(location.hash.slice(1)).replace(/^(\d+)\.1$/, "$1");
  const number = screens.findIndex((screen) => address(screen) === `#${name}`);
  if (number >= 0) return number;
  const target = name && id(name)?.closest(".class-screen");
  return Math.max(0, screens.findIndex(({ box }) => box === target));
}

// -- what the bar and the keys do ----------------------------------------------------------------

// The panel that was moved last, so that R finds it from any screen.
let moved;
for (const kind of ["change", "click"]) {
  document.addEventListener(kind, ({ target }) => (moved = target.closest?.(".sevensteps-panel") ?? moved), true);
}

function replay() {
  const ready = (box) => box?.querySelector(".sevensteps-replay:not(:disabled)");
  const here = ready(screens[at].box);
  const there = !here && ready(moved);
  if (there) go(screens.findIndex(({ box }) => box.contains(there)));
  const button = here || there;
  if (!button) return say("There is no change to replay yet: move something first.");
  button.click();
  say("The last change, once more.");
}

function toggleCode() {
  const shown = document.body.classList.toggle("class-code");
  id("code").ariaPressed = shown;
  const any = document.querySelector(".class-listing, .jp-CodeCell .jp-InputArea");
  say(any ? (shown ? "Code is shown." : "Code is hidden.") : "This page has no code.");
}

async function toggleFull() {
  try {
    await (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
  } catch {
    say("This browser does not allow the full screen here.");
  }
}

function openContents() {
  for (const item of id("contents").querySelectorAll("li")) {
    const panels = sections[Number(item.firstElementChild.value) - 1].screens.filter(({ box }) => named(box).length);
    item.replaceChildren(item.firstElementChild, ...panels.map((screen) => leads(named(screen.box).join(" · "), screen)));
  }
  id("contents").showModal();
  id("contents").querySelector("[aria-current] , button")?.focus();
}

const KEYS = {
  n: () => go(at + 1),
  p: () => go(at - 1),
  pagedown: () => go(at + 1),
  pageup: () => go(at - 1),
  home: () => go(0),
  end: () => go(screens.length - 1),
  r: replay,
  c: toggleCode,
  f: toggleFull,
  m: openContents,
};

// A slider keeps its own keys where it is used by keyboard. After a drag with the mouse they belong to
// the screens again: a presenter's remote sends Page Down, and must not move an assumption.
let dragged;
addEventListener("pointerdown", ({ target }) => (dragged = target), true);
addEventListener("focusin", ({ target }) => (dragged = target === dragged ? dragged : undefined), true);

function typing(target) {
  return target.closest?.(
    "textarea, select, [contenteditable=true], input:not([type=range], [type=radio], [type=checkbox])",
  );
}

addEventListener(
  "keydown",
  (event) => {
    const { target, key } = event;
    const act = KEYS[key.toLowerCase()];
    if (!act || event.ctrlKey || event.altKey || event.metaKey) return;
    if (document.querySelector("dialog[open]") || typing(target)) return;
    const slider = target.matches?.("input[type=range]") && target !== dragged;
    if (slider && RANGE_KEYS.includes(key)) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  },
  true,
);

// -- words, contents, and a connection that is lost ----------------------------------------------

const glossary = JSON.parse(id("glossary").textContent);
document.addEventListener("click", (event) => {
  const anchor = event.target.closest?.('a[href*="glossary.md"]')?.hash.slice(1);
  if (anchor === undefined) return;
  event.preventDefault();
  const [word, said] = glossary[decodeURIComponent(anchor)] ?? ["Glossary", "It is in the notebooks' folder."];
  id("word").querySelector("h2").textContent = word;
  id("word").querySelector("p").textContent = said;
  id("word").showModal();
});

// A button of the contents that leads to a screen.
function leads(text, screen) {
  const button = document.createElement("button");
  button.type = "button";
  button.value = screen.section;
  button.textContent = text;
  button.addEventListener("click", () => {
    id("contents").close();
    document.activeElement.blur();
    go(screens.indexOf(screen));
  });
  return button;
}

for (const { title: name, screens: [first] } of sections) {
  const item = document.createElement("li");
  item.append(leads(name, first));
  id("contents").querySelector("ol").append(item);
}

// Another class page opens beside this one, which keeps its numbers.
document.addEventListener("click", ({ target }) => {
  const link = target.closest?.(".class-screen a[href*='.ipynb']");
  if (link) link.target = "_blank";
}, true);

function warn(sentence) {
  id("lost").textContent = sentence;
  id("lost").hidden = false;
}

// Voila stops at a cell that fails, and sends what came before it as if it were all.
if (document.querySelectorAll(".class-cell").length < window.class_cells) {
  warn(
    "This page ends early: a cell of its notebook failed. Run the notebook in JupyterLab (python3 go.py lab): " +
      "the cell says there what to mend.",
  );
}

let lost;
function lose() {
  warn("The connection to the server is lost: note the code under the chart, reload this page, and paste it.");
}

// A kernel that ended is said so in a short message; what its widgets were is gone with it.
function hear({ data }) {
  if ((data.byteLength ?? data.length) > 4000) return;
  const text = typeof data === "string" ? data : new TextDecoder().decode(data);
  if (/"execution_state": ?"(dead|restarting|autorestarting)"/.test(text)) lose();
}

const open = new Set();
const Plain = window.WebSocket;
window.WebSocket = class extends Plain {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", hear);
    this.addEventListener("open", () => {
      open.add(this);
      if (lost) id("lost").hidden = true;
      clearTimeout(lost);
      lost = undefined;
    });
    this.addEventListener("close", () => {
      open.delete(this);
      if (!open.size) lost ??= setTimeout(lose, PATIENCE);
    });
  }
};

const RESPONSE = { back: () => go(at - 1), next: () => go(at + 1), menu: openContents, replay, code: toggleCode, full: toggleFull };
for (const [name, act] of Object.entries(RESPONSE)) id(name).addEventListener("click", act);
addEventListener("hashchange", () => go(asked()));
go(asked(), { focus: false });
