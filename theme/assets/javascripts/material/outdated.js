// A word to readers of an old version.
// Upstream, inline: https://github.com/squidfunk/mkdocs-material/blob/master/material/templates/partials/javascripts/outdated.html
(() => {
  const note = document.querySelector("[data-md-component=outdated]")
  const base = new URL(document.currentScript.dataset.base, location)
  if (note && window.__md_get("__outdated", sessionStorage, base) === true) note.hidden = false
})()
