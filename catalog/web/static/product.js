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
