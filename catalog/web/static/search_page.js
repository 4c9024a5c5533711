// What the search page adds where scripts run: the view is remembered, filters fold away on a phone, and what is selected
// survives new searches. Everything is there without it.
import "./desk_links.js";
import "./tray.js";

const VIEW = "catalog-view";

function remembered() {
  try { return localStorage.getItem(VIEW); } catch { return null; }
}

for (const link of document.querySelectorAll("[data-view]")) {
  link.addEventListener("click", () => {
    try { localStorage.setItem(VIEW, link.dataset.view); } catch { /* A browser that keeps nothing shows cards. */ }
  });
}
for (const form of document.querySelectorAll('form[action="/search"], #filters-form')) {
  form.addEventListener("formdata", (event) => {
    if (remembered() === "table" && !event.formData.has("view")) event.formData.set("view", "table");
    // An empty field asks for nothing, and has no place in an address that is shared.
    for (const [name, value] of [...event.formData]) {
      if (value === "" && (name !== "q" || form.id === "filters-form")) event.formData.delete(name);
    }
    if (event.formData.get("kind") !== "similar") event.formData.delete("threshold");
    if (event.formData.get("kind") !== "smiles") event.formData.delete("ignore");
  });
}

const filters = document.getElementById("filters");
if (filters && matchMedia("(max-width: 61.99rem)").matches) filters.open = false;
filters?.classList.add("ready");

document.getElementById("sort")?.addEventListener("change", (event) => event.target.form.requestSubmit());

const draw = document.getElementById("draw");
if (draw) {
  const open = async () => {
    if (!draw.open) return;
    draw.removeEventListener("toggle", open);
    const { startSketcher } = await import("/static/sketcher.js");
    await startSketcher(draw);
  };
  draw.addEventListener("toggle", open);
  const show = () => {
    if (location.hash === "#draw") draw.open = true;
  };
  addEventListener("hashchange", show);
  document.querySelector("[data-draw-door]")?.addEventListener("click", () => { draw.open = true; });
  show();
  open();
}
