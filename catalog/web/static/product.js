// Copy buttons beside identifiers. Without this file the texts are there to be selected; nothing else depends on it.
import "./desk_links.js";

const WORDS = { copy: "Copy", done: "Copied", failed: "Select and copy" };

function addButton(source) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = WORDS.copy;
  button.setAttribute("aria-label", `${WORDS.copy} ${source.dataset.copy}`);
  const said = document.createElement("span");
  said.className = "unseen";
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    const word = await copy(source) ? WORDS.done : WORDS.failed;
    button.textContent = word;
    said.textContent = `${word}: ${source.dataset.copy}`;
    setTimeout(() => { button.textContent = WORDS.copy; }, 2000);
  });
  source.after(" ", button, said);
}

async function copy(source) {
  try {
    await navigator.clipboard.writeText(source.textContent);
    return true;
  } catch {
    // Where the clipboard is out of reach (plain HTTP, or forbidden), selecting the text is the next best thing.
    getSelection().selectAllChildren(source);
    return false;
  }
}

document.querySelectorAll("[data-copy]").forEach(addButton);

// On a phone the sections after the first begin folded. An address that names one opens it, and so does printing.
const folds = [...document.querySelectorAll(".sections .fold")];

function unfold() {
  const named = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = named && (named.closest(".fold") ?? named.querySelector(".fold"));
  if (!fold || fold.open) return;
  fold.open = true;
  named.scrollIntoView();
}

if (matchMedia("(max-width: 42rem)").matches) folds.slice(1).forEach((fold) => { fold.open = false; });
addEventListener("hashchange", unfold);
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#"]');
  if (link && link.hash === location.hash) unfold();
});
addEventListener("beforeprint", () => folds.filter((fold) => !fold.querySelector("#evidence, #provenance")).forEach((fold) => { fold.open = true; }));
unfold();
