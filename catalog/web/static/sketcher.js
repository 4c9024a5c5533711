// The drawing board and the text field beside it show the same structure; whichever is changed, the other follows.
const MODULE = "/static/vendor/openchemlib-9.25.0/openchemlib.js";

export async function startSketcher(panel, field = panel.querySelector("#structure-text")) {
  const holder = panel.querySelector("#sketch");
  const status = panel.querySelector("#sketch-status");
  status.textContent = "Loading the drawing board …";
  const { CanvasEditor, SmilesParser } = await import(MODULE);
  holder.hidden = false;
  const editor = new CanvasEditor(holder, { initialMode: "molecule" });
  let silent = false;

  const toBoard = () => {
    const text = field.value.trim();
    silent = true;
    try {
      if (!text) {
        editor.clearAll();
      } else {
        editor.setMolecule(read(SmilesParser, text));
      }
      status.textContent = "";
    } catch {
      status.textContent = "The drawing board cannot show this text. The search can still read it.";
    } finally {
      silent = false;
    }
  };
  const toField = (event) => {
    if (silent || event.type !== "molecule" || !event.isUserEvent) return;
    const molecule = editor.getMolecule();
    field.value = molecule.getAllAtoms() ? written(molecule) : "";
    status.textContent = "";
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };

  editor.setOnChangeListener(toField);
  field.addEventListener("input", toBoard);
  toBoard();
  panel.sketcher = { editor, toField };
}

function read(SmilesParser, text) {
  try {
    return new SmilesParser({ smartsMode: "smiles" }).parseMolecule(text);
  } catch {
    return new SmilesParser({ smartsMode: "smarts" }).parseMolecule(text);
  }
}

function written(molecule) {
  return molecule.isFragment() ? molecule.toSmarts() : molecule.toIsomericSmiles();
}
