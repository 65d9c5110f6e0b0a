// The live chart in the browser: one Vega view a picture, fed with columns, newest data only.

const SHARED = Symbol.for("sevensteps.vega"); // the copies of Vega this page has, by version
const COPY = Symbol.for("sevensteps.vega.copy"); // where a copy leaves itself when it has loaded
const PATIENCE = 5000; // ms before a picture asks again with a kernel of its own

function deferred() {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function unpack(packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const url = URL.createObjectURL(new Blob([await new Response(stream).text()], { type: "text/javascript" }));
  try {
    await import(/* webpackIgnore: true */ url);
  } finally {
    URL.revokeObjectURL(url);
  }
  return globalThis[COPY];
}

// The library, loaded once a page: the first picture asks its kernel, the others wait for the same
// answer, and one whose turn takes too long (a dead kernel was asked) asks its own kernel too.
async function library(model, signal) {
  const shared = (globalThis[SHARED] ??= new Map());
  const version = model.get("_vega");
  const first = !shared.has(version);
  if (first) shared.set(version, deferred());
  const copy = shared.get(version);
  if (!first && (await Promise.race([copy.promise, pause(PATIENCE)]))) return copy.promise;
  if (signal.aborted) return copy.promise;
  const refused = deferred();
  const answer = (content, buffers) => {
    if (content.vega === "here") unpack(buffers[0]).then(copy.resolve, refused.reject);
    if (content.vega === "missing") refused.reject(new Error(content.why));
  };
  model.on("msg:custom", answer);
  model.send({ ask: "vega" });
  try {
    return await Promise.race([copy.promise, refused.promise]);
  } finally {
    model.off("msg:custom", answer);
  }
}

const ARRAYS = { float32: Float32Array, float64: Float64Array };

function values(column) {
  if (Array.isArray(column)) return column;
  const { buffer, byteOffset, byteLength } = column.bytes;
  return new ARRAYS[column.type](buffer.slice(byteOffset, byteOffset + byteLength));
}

function unpackColumns(table) {
  return Object.entries(table.columns).map(([name, column]) => [name, values(column)]);
}

function rows(columns) {
  const length = columns.length ? columns[0][1].length : 0;
  return Array.from({ length }, (_, i) => Object.fromEntries(columns.map(([name, column]) => [name, column[i]])));
}

// The specification with the newest data in it, so that the first picture is already the right one.
function filled(spec, frame) {
  const data = (spec.data ?? []).map((set) =>
    set.name in frame.data ? { ...set, values: rows(unpackColumns(frame.data[set.name])) } : set,
  );
  const signals = (spec.signals ?? []).map((signal) =>
    signal.name in frame.signals ? { ...signal, value: frame.signals[signal.name] } : signal,
  );
  return { ...spec, data, signals };
}

// Rows that stay keep their marks: where the number of rows is the same, only values are changed.
function changes(view, columns, held) {
  const length = columns.length ? columns[0][1].length : 0;
  const all = () => true;
  if (length !== held) return view.changeset().remove(all).insert(rows(columns));
  const set = view.changeset();
  for (const [name, column] of columns) {
    let i = 0;
    set.modify(all, name, () => column[i++]);
  }
  return set;
}

function loader() {
  const refuse = () => Promise.reject(new Error("a live chart fetches nothing"));
  return {
    load: refuse,
    http: refuse,
    file: refuse,
    sanitize: async (uri) => ({
      href: new URL(uri, location.href).href, // beside the open notebook
      target: "_blank",
      rel: "noopener",
    }),
  };
}

function complain(el, problem) {
  const text = document.createElement("p");
  text.className = "sevensteps-problem";
  text.setAttribute("role", "alert");
  text.textContent = `The chart cannot be drawn: ${problem?.message ?? problem}`;
  el.replaceChildren(text);
  console.error("sevensteps:", problem);
}

function has_links(node) {
  if (Array.isArray(node)) return node.some(has_links);
  return node !== null && typeof node === "object" && ("href" in node || Object.values(node).some(has_links));
}

// How large the picture will be, as far as the specification says it.
function size(spec) {
  const pad = spec.padding ?? 0;
  const side = (name) => (typeof pad === "number" ? pad : (pad[name] ?? 0));
  return [
    (spec.width ?? 0) + side("left") + side("right"),
    (spec.height ?? 0) + side("top") + side("bottom"),
  ];
}

async function render({ model, el, signal }) {
  const spec = model.get("spec");
  const figure = document.createElement("div");
  figure.className = "sevensteps-chart";
  figure.setAttribute("role", has_links(spec.marks ?? []) ? "group" : "img");
  const picture = document.createElement("div");
  const name = () => figure.setAttribute("aria-label", model.get("label"));
  name();
  const [width, height] = size(spec);
  figure.style.width = `${width}px`;
  figure.style.minHeight = `${height}px`;
  figure.classList.toggle("sevensteps-tall", height > 0.9 * width);
  figure.append(picture);
  el.append(figure);
  model.on("change:label", name);

  // A replay asks before it moves anything; see Panel.
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const tell = () => {
    if (model.get("reduced_motion") === still.matches) return;
    model.set("reduced_motion", still.matches);
    model.save_changes();
  };
  tell();
  still.addEventListener("change", tell, { signal });

  const waiting = setTimeout(() => {
    picture.textContent = "Waiting for the drawing library: it comes when the running cells are done.";
  }, 1500);
  let embed;
  try {
    embed = await library(model, signal);
  } catch (problem) {
    if (!signal.aborted) complain(el, problem);
    return;
  } finally {
    clearTimeout(waiting);
  }
  if (signal.aborted) return;
  picture.textContent = "";

  let view, drawn;
  let most = 0; // lines that the words in the picture have taken: it grows for more, and never jumps back
  let busy = false;
  const draw = async () => {
    if (busy) return; // whoever is drawing looks again when done
    busy = true;
    try {
      while (!signal.aborted && drawn?.at !== model.get("frame").at) {
        const frame = model.get("frame");
        if (view) {
          for (const [set, table] of Object.entries(frame.data)) {
            const last = drawn.data[set];
            if (last.at === table.at) continue;
            const columns = unpackColumns(table);
            view.change(set, changes(view, columns, drawn.lengths[set]));
          }
          for (const [key, value] of Object.entries(frame.signals)) view.signal(key, value);
          if (lines(frame) > most) view.resize();
        } else {
          const embedded = await embed(picture, filled(spec, frame), {
            mode: "vega",
            renderer: "svg",
            actions: false,
            tooltip: false,
            hover: false,
            defaultStyle: false,
            loader: loader(),
          });
          view = embedded.view;
          // Vega names its container in its own words; the name is on the figure round it.
          for (const own of ["role", "aria-label", "aria-roledescription"]) picture.removeAttribute(own);
        }
        await view.runAsync();
        drawn = { ...frame, lengths: lengths(frame) };
        most = Math.max(most, lines(frame));
      }
    } catch (problem) {
      if (!signal.aborted) complain(el, problem);
    } finally {
      busy = false;
    }
  };
  model.on("change:frame", draw);
  await draw();
  figure.style.width = "";
  return () => {
    model.off("change:frame", draw);
    model.off("change:label", name);
    view?.finalize();
  };
}

// How many lines the words in the picture take.
function lines(frame) {
  return Object.values(frame.signals).join("\n").split("\n").length;
}

function lengths(frame) {
  return Object.fromEntries(
    Object.entries(frame.data).map(([set, table]) => {
      const column = Object.values(table.columns)[0] ?? [];
      const length = Array.isArray(column) ? column.length : column.bytes.byteLength / ARRAYS[column.type].BYTES_PER_ELEMENT;
      return [set, length];
    }),
  );
}

export default { render };
