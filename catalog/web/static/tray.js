// The selection of products for comparing and quoting. It is kept in this browser, so that it survives new searches;
// hidden fields carry what was selected elsewhere. Without this, a form sends what is selected on its page.
const TRAY = "catalog-tray";
const MOST_KEPT = 24;
const MOST_COMPARED = 6;

function readTray() {
  try {
    const kept = JSON.parse(localStorage.getItem(TRAY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one?.n === "string").slice(0, MOST_KEPT) : [];
  } catch {
    return [];
  }
}

function writeTray(kept) {
  try { localStorage.setItem(TRAY, JSON.stringify(kept.slice(0, MOST_KEPT))); } catch { /* The page still works. */ }
}

function boxes(form) {
  return [...form.querySelectorAll('input[type="checkbox"][name="n"]')];
}

function item(one, form) {
  const entry = document.createElement("li");
  const name = document.createElement("span");
  name.textContent = one.name ?? one.n;
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "remove";
  remove.textContent = "×";
  remove.setAttribute("aria-label", `Remove ${name.textContent}`);
  remove.addEventListener("click", () => {
    writeTray(readTray().filter((other) => other.n !== one.n));
    show(form);
    form.querySelector(".picked-count").focus?.();
  });
  entry.append(name, remove);
  return entry;
}

function show(form) {
  const kept = readTray();
  const numbers = new Set(kept.map((one) => one.n));
  const here = new Set();
  for (const box of boxes(form)) {
    box.checked = numbers.has(box.value);
    here.add(box.value);
  }
  form.querySelectorAll("[data-elsewhere]").forEach((field) => field.remove());
  for (const one of kept.filter((other) => !here.has(other.n))) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "n", value: one.n });
    field.dataset.elsewhere = "";
    form.append(field);
  }
  const list = form.querySelector(".tray-list");
  list.replaceChildren(...kept.map((one) => item(one, form)));
  list.hidden = !kept.length;
  form.querySelector("[data-tray-clear]").hidden = !kept.length;
  const more = kept.length > MOST_COMPARED ? `; the first ${MOST_COMPARED} are compared` : "";
  form.querySelector(".picked-count").textContent = kept.length ? `${kept.length} selected${more}` : "";
}

for (const form of document.querySelectorAll(".picking")) {
  if (!form.querySelector("[data-tray]")) continue;
  form.addEventListener("change", (event) => {
    if (event.target.name !== "n") return;
    const others = readTray().filter((one) => one.n !== event.target.value);
    const chosen = { n: event.target.value, name: event.target.dataset.name };
    writeTray(event.target.checked ? [...others, chosen] : others);
    show(form);
  });
  form.querySelector("[data-tray-clear]").addEventListener("click", () => { writeTray([]); show(form); });
  addEventListener("pageshow", () => show(form));
  addEventListener("storage", () => show(form));
  show(form);
}

// The page of a comparison is the selection.
const compared = [...document.querySelectorAll("[data-compared]")];
if (compared.length) writeTray(compared.map(({ dataset }) => ({ n: dataset.compared, name: dataset.name })));
