// Leads on, and takes along what stands behind the address.
// Upstream, inline: https://github.com/squidfunk/mkdocs-material/blob/master/material/templates/redirect.html
window.location.replace(document.currentScript.dataset.location + location.search + location.hash)
