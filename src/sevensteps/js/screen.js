// How large the window is, told once and again when it changes. Nothing is drawn.

function render({ model, signal }) {
  const tell = () => {
    model.set({ width: window.innerWidth, height: window.innerHeight });
    model.save_changes();
  };
  tell();
  window.addEventListener("resize", tell, { signal });
}

export default { render };
