// A button that asks the kernel for a file and saves it: no server path, no network beyond the kernel's.

const PATIENCE = 20000; // ms until a kernel that does not answer is named

function render({ model, el, signal }) {
  const button = document.createElement("button");
  const said = document.createElement("span");
  button.type = "button";
  button.className = "sevensteps-download";
  said.setAttribute("role", "status");
  el.append(button, " ", said);

  let timer, url;
  const label = () => (button.textContent = model.get("label"));
  const forget = () => url && URL.revokeObjectURL(url);

  const answer = (content, buffers) => {
    clearTimeout(timer);
    button.disabled = false;
    if (content.problem) return void (said.textContent = content.problem);
    if (!content.name) return;
    forget();
    url = URL.createObjectURL(new Blob([buffers[0]], { type: content.mime }));
    const link = document.createElement("a");
    link.href = url;
    link.download = content.name;
    link.textContent = content.name;
    said.replaceChildren("Saved as ", link, ". If it was not, choose its name.");
    link.click();
  };

  button.addEventListener("click", () => {
    button.disabled = true;
    said.textContent = "One moment …";
    timer = setTimeout(() => {
      button.disabled = false;
      said.textContent = "The kernel does not answer. Choose Kernel ▸ Restart Kernel and Run All Cells.";
    }, PATIENCE);
    model.send({ ask: "file" });
  });

  label();
  model.on("change:label", label);
  model.on("msg:custom", answer);
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    model.off("msg:custom", answer);
    forget();
  });
}

export default { render };
