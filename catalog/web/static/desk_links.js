// Public pages are the same for everybody, so that caches may keep them. Their links to the desk are hidden, and shown to
// editors who are signed in: a cookie says so, which opens nothing.
if (/(?:^|; )catalog_desk=1/.test(document.cookie)) {
  document.querySelectorAll("[data-desk]").forEach((one) => { one.hidden = false; });
}
