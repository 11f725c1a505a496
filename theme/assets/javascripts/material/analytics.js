// Starts what a maintainer named under extra.analytics, where the reader agreed if there is a form for that.
// Upstream, inline: https://github.com/squidfunk/mkdocs-material/blob/master/material/templates/partials/integrations/analytics.html
(() => {
  const asks = "consent" in document.currentScript.dataset
  const given = asks ? window.__md_get("__consent") : { analytics: true }
  if (typeof window.__md_analytics === "function" && given && given.analytics) window.__md_analytics()
})()
