// The colours a reader chose, before anything is shown in others.
// Upstream, inline: https://github.com/squidfunk/mkdocs-material/blob/master/material/templates/partials/javascripts/palette.html
(() => {
  const palette = window.__md_get("__palette")
  if (!palette || !palette.color) return
  if (palette.color.media === "(prefers-color-scheme)") {
    const scheme = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark"
    const input = document.querySelector(`.md-option[data-md-color-media='(prefers-color-scheme: ${scheme})']`)
    for (const name of input ? ["media", "scheme", "primary", "accent"] : []) {
      palette.color[name] = input.getAttribute(`data-md-color-${name}`)
    }
  }
  for (const [name, value] of Object.entries(palette.color)) document.body.setAttribute(`data-md-color-${name}`, value)
})()
