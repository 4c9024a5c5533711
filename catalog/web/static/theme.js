// The theme that the reader chose, set before anything is painted: this script is none of the modules, which wait.
// Without a choice a page follows the system. Nothing of it reaches the server, so a page is the same for everybody.
const THEME = "catalog-theme";
const SYSTEM = matchMedia("(prefers-color-scheme: dark)");

function showTheme() {
  let kept = null;
  try { kept = localStorage.getItem(THEME); } catch { /* A browser that keeps nothing follows the system. */ }
  if (kept === "dark" || kept === "light") document.documentElement.dataset.theme = kept;
  else delete document.documentElement.dataset.theme;
  const isDark = kept === "dark" || (kept !== "light" && SYSTEM.matches);
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(isDark));
  }
}

function switchTheme(event) {
  const isDark = event.currentTarget.getAttribute("aria-pressed") === "true";
  try { localStorage.setItem(THEME, isDark ? "light" : "dark"); } catch { return; }
  showTheme();
}

showTheme();
addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-theme-switch]")) button.addEventListener("click", switchTheme);
  showTheme();
});
addEventListener("storage", showTheme);
SYSTEM.addEventListener("change", showTheme);
