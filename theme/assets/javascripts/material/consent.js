// The form in which a reader says what they agree to.
// Upstream, inline: https://github.com/squidfunk/mkdocs-material/blob/master/material/templates/partials/javascripts/consent.html
(() => {
  const form = document.forms.consent
  const given = window.__md_get("__consent")
  const boxes = [...form.elements].filter(each => each.name)
  if (given) {
    for (const box of boxes) box.checked = given[box.name] || false
  } else if (location.protocol !== "file:") {
    setTimeout(() => { document.querySelector("[data-md-component=consent]").hidden = false }, 250)
  }
  for (const action of ["submit", "reset"]) {
    form.addEventListener(action, event => {
      event.preventDefault()
      if (event.type === "reset") for (const box of boxes) box.checked = false
      window.__md_set("__consent", Object.fromEntries([...new FormData(form).keys()].map(name => [name, true])))
      location.hash = ""
      location.reload()
    })
  }
})()
