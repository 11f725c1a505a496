// Google Analytics, for a maintainer who asks for it.
// Upstream, inline: https://github.com/squidfunk/mkdocs-material/blob/master/material/templates/partials/integrations/analytics/google.html
{
  const own = document.currentScript
  const property = own.dataset.property
  window.__md_analytics = () => {
    window.dataLayer = window.dataLayer || []
    function tell() { window.dataLayer.push(arguments) }
    tell("js", new Date())
    tell("config", property)
    document.addEventListener("DOMContentLoaded", () => {
      document.forms.search?.query.addEventListener("blur", event => {
        if (event.target.value) tell("event", "search", { search_term: event.target.value })
      })
      window.document$.subscribe(() => {
        const form = document.forms.feedback
        if (!form) return
        for (const button of form.querySelectorAll("[type=submit]")) {
          button.addEventListener("click", event => {
            event.preventDefault()
            const data = button.getAttribute("data-md-value")
            tell("event", "feedback", { page: location.pathname, data })
            form.firstElementChild.disabled = true
            const note = form.querySelector(`.md-feedback__note [data-md-value='${data}']`)
            if (note) note.hidden = false
          })
        }
        form.hidden = false
      })
      window.location$.subscribe(url => tell("config", property, { page_path: url.pathname }))
    })
    const script = document.createElement("script")
    script.async = true
    script.src = `https://www.googletagmanager.com/gtag/js?id=${encodeURIComponent(property)}`
    own.after(script)
  }
}
