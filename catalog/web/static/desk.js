// Shortcuts of the desk. A key presses the button or follows the link that names it in data-keys, so each shortcut has
// one; rows of lists are elements with data-row. Without this file everything is done with those buttons and links.
const OFF = "desk-shortcuts-off";
const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
const PREFIX_MS = 1500;

let prefix = "";
let prefixTimer = 0;
let current = null;
let anchor = null;

const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.checkVisibility());
const box = (row) => row?.querySelector("input[type=checkbox]");
const isOn = () => localStorage.getItem(OFF) === null;

// What is no field, button or link can have the focus too, but not by Tab.
function focusOn(one) {
  if (!one) return;
  if (one.tabIndex < 0 && !one.hasAttribute("tabindex")) one.tabIndex = -1;
  one.focus();
}

function go(row) {
  if (!row) return;
  current?.classList.remove("cur");
  current = row;
  row.classList.add("cur");
  focusOn(row.querySelector("[data-open]") ?? row);
  row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = rows();
  go(all[Math.min(Math.max(all.indexOf(current) + by, 0), all.length - 1)]);
}

function tick(row, isTicked) {
  const found = box(row);
  if (!found || found.checked === isTicked) return;
  found.checked = isTicked;
  found.dispatchEvent(new Event("change", { bubbles: true }));
}

function select(isRange) {
  const all = rows();
  if (!current) return step(1);
  const from = isRange && anchor ? all.indexOf(anchor) : all.indexOf(current);
  const to = all.indexOf(current);
  const isTicked = isRange ? true : !box(current)?.checked;
  all.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((row) => tick(row, isTicked));
  anchor = current;
}

function press(keys) {
  const near = current?.querySelector(`[data-keys="${CSS.escape(keys)}"]`);
  const found = near ?? [...document.querySelectorAll(`[data-keys="${CSS.escape(keys)}"]`)].find((one) => one.checkVisibility());
  if (!found || found.disabled) return false;
  // A field in a part that is folded: unfold it and write there.
  if (found.matches("summary")) found.parentElement.open = true;
  if (found.matches("summary, input, textarea")) (found.matches("summary") ? found.parentElement.querySelector("textarea, input") : found)?.focus();
  else found.click();
  return true;
}

const MOVES = {
  "?": () => document.getElementById("shortcuts")?.showPopover(),
  "/": () => document.getElementById("goto")?.focus(),
  j: () => step(1),
  k: () => step(-1),
  x: () => select(false),
  X: () => select(true),
  Escape: () => rows().forEach((row) => tick(row, false)),
};

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !isOn()) return;
  if (event.target.closest(TYPING) || document.querySelector(":popover-open")) return;
  const keys = prefix ? `${prefix} ${event.key}` : event.key;
  clearTimeout(prefixTimer);
  prefix = "";
  if (keys === "g") {
    prefix = "g";
    prefixTimer = setTimeout(() => { prefix = ""; }, PREFIX_MS);
  } else if (MOVES[keys]) MOVES[keys]();
  else if (!press(keys)) return;
  event.preventDefault();
}

function showSwitch() {
  const onOff = document.getElementById("shortcuts-on");
  if (!onOff) return;
  onOff.checked = isOn();
  onOff.addEventListener("change", () => (onOff.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
}

// "The selected drafts" says how many these are.
function showSelected() {
  const said = document.querySelector("[data-selected]");
  if (!said) return;
  said.dataset.words ??= said.textContent;
  const count = rows().filter((row) => box(row)?.checked).length;
  said.textContent = document.querySelector("[name=every]")?.checked ? "All drafts of this list" : count ? `The ${count} selected` : said.dataset.words;
}

document.querySelectorAll("[data-scripted]").forEach((one) => { one.hidden = false; });
document.addEventListener("keydown", onKey);
document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("[data-row]");
  if (!row || row === current) return;
  current?.classList.remove("cur");
  current = row;
  row.classList.add("cur");
});
document.addEventListener("change", (event) => {
  const row = event.target.closest?.("[data-row]");
  if (row && event.target === box(row)) row.classList.toggle("on", event.target.checked);
  showSelected();
});
document.querySelectorAll("[data-row]").forEach((row) => row.classList.toggle("on", box(row)?.checked ?? false));
showSwitch();
showSelected();
document.querySelector("[data-all]")?.addEventListener("change", (event) => rows().forEach((row) => tick(row, event.target.checked)));
// Each action leads to a new page. The focus is where one goes on: at what was refused, else at the next decision, after
// the last one at the heading, else at what was done.
function settleFocus() {
  if (document.activeElement !== document.body) return;
  const refused = document.querySelector("main [role=alert]");
  if (refused) focusOn(refused);
  else if (!document.querySelector("[data-done]")) focusOn(document.querySelector("main .done-note, main .notice[role=status]"));
  else if (rows().length) go(rows()[0]);
  else focusOn(document.querySelector("main h1"));
}
settleFocus();
// On a narrow screen the rail and the tabs are strips. Where one is stands in the middle of them.
document.querySelectorAll(".rail a[aria-current], .tabs a[aria-current]").forEach((one) => {
  const [strip, box] = [one.closest(".rail, .tabs"), one.getBoundingClientRect()];
  strip.scrollLeft += box.left - strip.getBoundingClientRect().left - (strip.clientWidth - box.width) / 2;
});
