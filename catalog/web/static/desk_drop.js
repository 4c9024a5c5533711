// Files that are dropped on a part of a form become files of its file input, as if they had been chosen there.
const MOST_NAMED = 12;

// Beside those that it has: nobody loses the first file by dropping the second.
function add(input, dropped) {
  const all = new DataTransfer();
  for (const file of [...(input.multiple ? input.files : []), ...dropped]) all.items.add(file);
  input.files = all.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function tell(zone, files) {
  const said = zone.querySelector("[data-chosen]");
  if (!said) return;
  const names = files.slice(0, MOST_NAMED).map((file) => file.name).join(", ");
  said.textContent = files.length > 1 ? `${names}${files.length > MOST_NAMED ? " …" : ""}` : "";
}

function listen(zone) {
  const input = zone.querySelector("input[type=file]");
  for (const kind of ["dragenter", "dragover"]) {
    zone.addEventListener(kind, (event) => { event.preventDefault(); zone.classList.add("over"); });
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    add(input, event.dataTransfer.files);
    const attach = zone.querySelector("button");
    if (attach) input.form.requestSubmit(attach);
  });
  input.addEventListener("change", () => tell(zone, [...input.files]));
}

document.querySelectorAll("[data-drop]").forEach(listen);
// A file that falls beside the mark would be opened in the place of the page, with all that was typed.
for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, (event) => {
    if (event.dataTransfer?.types.includes("Files") && !event.target.closest("input[type=file]")) event.preventDefault();
  });
}
