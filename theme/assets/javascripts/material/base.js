// Where this site keeps what a reader chose, for Material's own script.
// Upstream, inline: https://github.com/squidfunk/mkdocs-material/blob/master/material/templates/partials/javascripts/base.html
window.__md_scope = new URL(document.currentScript.dataset.scope, location)
window.__md_hash = text => [...text].reduce((hash, char) => (hash << 5) - hash + char.charCodeAt(0), 0)
window.__md_get = (key, storage = localStorage, scope = window.__md_scope) =>
  JSON.parse(storage.getItem(`${scope.pathname}.${key}`))
window.__md_set = (key, value, storage = localStorage, scope = window.__md_scope) => {
  try {
    storage.setItem(`${scope.pathname}.${key}`, JSON.stringify(value))
  } catch {
    // a reader who keeps nothing
  }
}
