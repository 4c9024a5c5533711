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

function say(form, words) {
  let status = form.querySelector(".quote-said");
  if (!status) {
    status = document.createElement("span");
    status.className = "quote-said quiet";
    status.setAttribute("role", "status");
    form.querySelector("[data-quote]").after(" ", status);
  }
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
  const lines = readList();
  const known = new Set(lines.map((line) => line.n));
  const fresh = numbers.filter((number) => !known.has(number));
  lines.push(...fresh.map((n) => ({ n, pack: data.get("pack") ?? "", quantity: data.get("quantity") ?? "1" })));
  if (writeList(lines)) {
    event.preventDefault();
    say(event.target, fresh.length ? `${fresh.length} added.` : "Already on the list.");
  }
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
  document.querySelector("[data-clear]").addEventListener("click", () => writeList([]));
  for (const link of document.querySelectorAll("[data-remove]")) {
    const removed = link.closest("[data-line]").dataset.line;
    link.addEventListener("click", () => writeList(readList().filter((line) => line.n !== removed)));
  }
  const copy = document.querySelector("[data-copy]");
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(copy.dataset.copy).textContent);
    document.getElementById("copied").textContent = "Copied.";
  });
  form.addEventListener("change", () => form.requestSubmit());
}

addEventListener("submit", added);
tell();
if (location.pathname === "/quote") startQuotePage();
