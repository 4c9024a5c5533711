// The form for a product, checked while it is typed: the form is sent as its button "Check" sends it, and the verdicts
// of the answer are put beside the fields. Without this file that button does the same.
const WAIT_MS = 600;
const form = document.querySelector("form[data-live]");

let timer = 0;
let running = null;

function containers(root) {
  return [...root.querySelectorAll("[data-field]")];
}

// Rows of families are named by what is typed in them, single fields by themselves.
function nameOf(one) {
  const family = one.dataset.family;
  return family ? `${family}:${one.querySelector("input").value.trim().replace(/\s+/g, " ")}` : one.dataset.field;
}

// What is checked anew is written anew. Who was at a button or link there stays at it, or at its field.
function keepingFocus(write) {
  const at = document.activeElement;
  if (!at.matches("button, a")) return write();
  const [own, said] = [at.closest("[data-field]"), at.outerHTML];
  write();
  if (at.isConnected) return;
  const again = [...form.querySelectorAll("button, a")].find((one) => one.outerHTML === said);
  (again ?? own?.querySelector("[aria-describedby]") ?? document.getElementById("content")).focus();
}

function show(answer) {
  const told = new Map(containers(answer).map((one) => [nameOf(one), one]));
  for (const own of containers(form)) {
    const other = told.get(nameOf(own));
    const said = own.querySelector(".said");
    said.innerHTML = other?.querySelector(".said").innerHTML ?? "";
    if (own.dataset.family) own.querySelectorAll("td")[1].className = other?.querySelectorAll("td")[1].className ?? "";
    else if (other) own.className = other.className;
    const box = own.querySelector("[aria-describedby]");
    if (other?.querySelector("[aria-invalid]")) box?.setAttribute("aria-invalid", "true");
    else box?.removeAttribute("aria-invalid");
  }
  for (const id of ["standing", "live"]) {
    const fresh = answer.getElementById(id);
    if (fresh) document.getElementById(id).innerHTML = fresh.innerHTML;
  }
}

async function check() {
  running?.abort();
  running = new AbortController();
  const sent = new FormData(form);
  sent.delete("file");
  sent.set("action", "check");
  // What stands in the fields is checked; which of two texts is chosen counts when it is saved.
  for (const name of [...sent.keys()]) if (name.startsWith("choice:")) sent.delete(name);
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: sent, signal: running.signal });
    if (answer.status === 403) {
      document.getElementById("live").textContent = "Your session has ended. What you typed stays here: sign in in another tab, then go on.";
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (page.getElementById("product-form")) keepingFocus(() => show(page));
  } catch (error) {
    if (error.name !== "AbortError") document.getElementById("live").textContent = "The checks cannot be reached. What you typed stays here.";
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(check, WAIT_MS);
}

function add(family) {
  const last = [...form.querySelectorAll(`tr[data-family="${CSS.escape(family)}"]`)].at(-1);
  const fresh = last.cloneNode(true);
  const number = form.querySelectorAll(`tr[data-family="${CSS.escape(family)}"]`).length + 1;
  fresh.querySelectorAll("input, textarea").forEach((one) => { one.value = ""; });
  fresh.querySelectorAll("[id]").forEach((one) => { one.id = one.id.replace(/-(new|added-\d+)/, `-added-${number}`); });
  fresh.querySelectorAll("[aria-describedby]").forEach((one) => {
    one.setAttribute("aria-describedby", one.getAttribute("aria-describedby").replace(/-(new|added-\d+)/, `-added-${number}`));
  });
  fresh.querySelector(".said").textContent = "";
  last.after(fresh);
  fresh.querySelector("input").focus();
}

// A proposal is written into its field; the button alone would send the whole form.
function use(button) {
  const at = button.value.indexOf("=");
  const [field, text] = [button.value.slice(0, at), button.value.slice(at + 1)];
  const own = containers(form).find((one) => nameOf(one) === field);
  const box = own?.querySelector("[aria-describedby]");
  if (!box) return false;
  box.value = text;
  box.focus();
  check();
  return true;
}

function nextFinding() {
  const marked = containers(form).filter((one) => one.matches(".bad, .warn") || one.querySelector("td.bad, td.warn"));
  const boxes = marked.map((one) => one.querySelector("[aria-describedby]")).filter(Boolean);
  const after = boxes.find((box) => document.activeElement.compareDocumentPosition(box) & Node.DOCUMENT_POSITION_FOLLOWING);
  (after ?? boxes[0])?.focus();
}

function listen() {
  form.addEventListener("input", (event) => { if (event.target.id !== "reason" && event.target.type !== "file") soon(); });
  form.addEventListener("change", (event) => { if (event.target.id === "f-smiles") soon(); });
  form.addEventListener("click", (event) => {
    const adding = event.target.closest("[data-add]");
    if (adding) add(adding.dataset.add);
    const using = event.target.closest('button[name="use"]');
    if (using && use(using)) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      form.querySelector('button[value="save"]')?.click();
    } else if (event.altKey && event.key === "n") {
      event.preventDefault();
      nextFinding();
    }
  });
}

function readFiles() {
  for (const source of form.querySelectorAll("input[data-into]")) {
    source.addEventListener("change", async () => {
      const target = document.getElementById(source.dataset.into);
      if (!source.files.length || !target) return;
      target.value = await source.files[0].text();
      soon();
    });
  }
}

function draw() {
  const panel = document.getElementById("draw");
  panel?.addEventListener("toggle", async () => {
    if (!panel.open) return;
    const { startSketcher } = await import("/static/sketcher.js");
    await startSketcher(panel, document.getElementById("f-smiles"));
  }, { once: true });
}

if (form) {
  listen();
  readFiles();
  draw();
  document.querySelector(".notice[role=alert]")?.scrollIntoView({ block: "nearest" });
}
