// An announcement that a reader has dismissed stays away.
// Upstream, inline: https://github.com/squidfunk/mkdocs-material/blob/master/material/templates/partials/javascripts/announce.html
(() => {
  const announce = document.querySelector("[data-md-component=announce]")
  const content = announce && announce.querySelector(".md-typeset")
  if (content && window.__md_hash(content.innerHTML) === window.__md_get("__announce")) announce.hidden = true
})()
