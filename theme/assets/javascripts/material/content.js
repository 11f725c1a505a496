// The tabs a reader chose, and the one an address leads to.
// Upstream, inline: https://github.com/squidfunk/mkdocs-material/blob/master/material/templates/partials/javascripts/content.html
(() => {
  const chosen = "tabs" in document.currentScript.dataset ? window.__md_get("__tabs") : null
  for (const set of Array.isArray(chosen) ? document.querySelectorAll(".tabbed-set") : []) {
    const labels = [...(set.querySelector(".tabbed-labels")?.getElementsByTagName("label") ?? [])]
    const label = chosen.map(tab => labels.find(each => each.innerText.trim() === tab)).find(Boolean)
    const input = label && document.getElementById(label.htmlFor)
    if (input) input.checked = true
  }
  const target = document.getElementById(location.hash.slice(1))
  if (target && target.name) target.checked = target.name.startsWith("__tabbed_")
})()
