// Looks again at work that goes on, until it has ended. Without this file, the link "Look again" does the same.
const EVERY_MS = 1500;
const PANEL = "[data-progress]";

async function lookAgain() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return setTimeout(lookAgain, 2 * EVERY_MS);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector(PANEL);
  // What has ended, or has its own page by now, is shown as a whole.
  if (!fresh || answer.redirected) return location.replace(answer.url);
  const old = document.querySelector(PANEL);
  for (const part of ["[role=status]", "progress"]) {
    const [from, to] = [fresh.querySelector(part), old.querySelector(part)];
    if (from && to) to.replaceWith(from);
    else if (from) old.querySelector(".grow").prepend(from);
  }
  setTimeout(lookAgain, EVERY_MS);
}

if (document.querySelector(PANEL)) setTimeout(lookAgain, EVERY_MS);
