// The quote list, kept in this browser. Pages add to it; the quote page shows it through its address, and writes back.
const KEY = "catalog-quote";

export function readList() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((line) => typeof line?.n === "string").slice(0, 100) : [];
  } catch {
    return [];
  }
}

function writeList(lines) {
  try {
    localStorage.setItem(KEY, JSON.stringify(lines));
  } catch {
    return false;
  }
  tell();
  return true;
}

function address(lines) {
  const pairs = lines.flatMap((line) => [["n", line.n], ["pack", line.pack ?? ""], ["quantity", line.quantity ?? "1"]]);
  return `/quote?${new URLSearchParams(pairs)}`;
}

function tell() {
  const count = readList().length;
  for (const place of document.querySelectorAll("[data-quote-count]")) place.textContent = count ? ` (${count})` : "";
}

function place(form) {
  const kept = form.closest("[data-quote-box]")?.querySelector("[data-quote-said]") ?? form.querySelector(".quote-said");
  if (kept) return kept;
  const status = document.createElement("span");
  status.className = "quote-said quiet";
  status.setAttribute("role", "status");
  form.querySelector("[data-quote]").after(" ", status);
  return status;
}

function say(form, words) {
  const status = place(form);
  status.replaceChildren(words, " ");
  const link = document.createElement("a");
  link.href = "/quote";
  link.textContent = "See the list";
  status.append(link);
}

function added(event) {
  const button = event.submitter;
  if (!button?.matches("[data-quote]")) return;
  const data = new FormData(event.target);
  const numbers = data.getAll("n");
  if (!numbers.length) {
    event.preventDefault();
    say(event.target, "Select products first.");
    return;
  }
  const words = data.get("pack") ? addPack(data) : addProducts(numbers);
  if (words) {
    event.preventDefault();
    say(event.target, words);
  }
}

// A pack of a product's page: packs of the same size are counted together.
function addPack(data) {
  const [n, pack, count] = [data.get("n"), data.get("pack"), Number(data.get("quantity")) || 1];
  const lines = readList();
  const same = lines.find((line) => line.n === n && line.pack === pack);
  const quantity = Math.min((Number(same?.quantity) || 0) + count, 9999);
  if (same) same.quantity = String(quantity);
  else lines.push({ n, pack, quantity: String(quantity) });
  return writeList(lines) && `${quantity} × ${pack} on the list.`;
}

function addProducts(numbers) {
  const lines = readList();
  const known = new Set(lines.map((line) => line.n));
  const fresh = numbers.filter((number) => !known.has(number));
  lines.push(...fresh.map((n) => ({ n, pack: "", quantity: "1" })));
  return writeList(lines) && (fresh.length ? `${fresh.length} added.` : "Already on the list.");
}

function shown() {
  return [...document.querySelectorAll("[data-line]")].map(({ dataset }) => ({
    n: dataset.line, pack: dataset.pack, quantity: dataset.quantity,
  }));
}

function startQuotePage() {
  const lines = shown();
  if (!lines.length) {
    const kept = readList();
    // Other parameters of an address are none of the list's: links carry some to track their readers.
    const wasAsked = new URLSearchParams(location.search).has("n");
    if (!wasAsked && kept.length) location.replace(address(kept));
    else if (wasAsked) writeList([]);
    return;
  }
  const known = new Set(lines.map((line) => line.n));
  const others = new URLSearchParams(location.search).has("quantity") ? [] : readList().filter((l) => !known.has(l.n));
  writeList([...others, ...lines]);
  if (others.length) location.replace(address([...others, ...lines]));
  const form = document.getElementById("quote-form");
  if (!form) return;
  form.querySelector("[data-update]").hidden = true;
  showCopyButtons();
  document.addEventListener("click", pressed);
  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { update(form); }, 400);
  });
  form.addEventListener("submit", () => { clearTimeout(waiting); });
}

function showCopyButtons() {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
}

async function pressed(event) {
  const button = event.target.closest?.("[data-copy], [data-clear], [data-remove]");
  if (!button) return;
  if (button.matches("[data-clear]")) writeList([]);
  else if (button.matches("[data-remove]")) {
    const { line, pack } = button.closest("[data-line]").dataset;
    writeList(readList().filter((kept) => kept.n !== line || (kept.pack ?? "") !== pack));
  } else {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent);
    document.getElementById("copied").textContent = "Copied.";
  }
}

// What follows from packs and quantities is put in its place. The fields stay, and whoever types keeps the focus.
async function update(form) {
  if (!form.checkValidity()) return;
  const to = `/quote?${new URLSearchParams(new FormData(form))}`;
  const answer = await fetch(to, { headers: { Accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [old, now] = [document, fresh].map((page) => ({
    lines: [...page.querySelectorAll("[data-line]")], parts: [...page.querySelectorAll("[data-part]")],
    links: [...page.querySelectorAll("[data-remove]")], notes: page.querySelectorAll(".notice").length,
  }));
  if (!answer.ok || old.lines.length !== now.lines.length || old.parts.length !== now.parts.length || now.notes) {
    location.assign(to);
    return;
  }
  old.parts.forEach((part, place) => { part.replaceChildren(...now.parts[place].childNodes); });
  old.links.forEach((link, place) => { link.href = now.links[place].getAttribute("href"); });
  old.lines.forEach((line, place) => { Object.assign(line.dataset, now.lines[place].dataset); });
  history.replaceState(null, "", to);
  showCopyButtons();
  writeList(shown());
}

addEventListener("submit", added);
tell();
if (location.pathname === "/quote") startQuotePage();
