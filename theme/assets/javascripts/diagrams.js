// Draws the Mermaid diagrams of a page: text in, picture out. Nothing in them runs, links or is fetched, and where one
// cannot be drawn its text stays. Only pages with a diagram load this, and Mermaid.
(() => {
  const XLINK = "http://www.w3.org/1999/xlink"
  // Pictures from elsewhere (``@{ img: … }``), paint that is fetched, style sheets
  const FETCHES = /url\s*\(|@import|@\{[^}]*(?:img|icon|\\)/i
  // HTML in a diagram is text, but for line breaks and «interface»
  const TAG = /<<[\w ,-]+>>|<br\s*\/?>|<(?=[a-z!/?])/gi
  const plain = text => text.replace(TAG, found => (found === "<" ? "#lt;" : found))

  const isDark = () => document.body.getAttribute("data-md-color-scheme") === "slate"

  const settings = () => ({
    startOnLoad: false,
    securityLevel: "strict",
    theme: isDark() ? "dark" : "default",
    fontFamily: getComputedStyle(document.body).fontFamily,
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    // What no diagram may change for itself
    secure: ["secure", "securityLevel", "startOnLoad", "maxTextSize", "maxEdges", "suppressErrorRendering", "themeCSS",
      "themeVariables", "fontFamily", "altFontFamily", "htmlLabels", "flowchart", "dompurifyConfig"],
    suppressErrorRendering: true,
  })

  // The picture as a tree of its own, with nothing in it but shapes, text and their style
  const picture = text => {
    const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement
    if (svg.localName !== "svg") return null
    for (const each of svg.querySelectorAll("script, foreignObject, image, use, animate, set, iframe")) each.remove()
    for (const link of svg.querySelectorAll("a")) {
      const group = svg.ownerDocument.createElementNS(svg.namespaceURI, "g")  // where a link stood and looked like
      for (const name of ["class", "transform"]) group.setAttribute(name, link.getAttribute(name) ?? "")
      group.append(...link.childNodes)
      link.replaceWith(group)
    }
    for (const each of [svg, ...svg.querySelectorAll("*")]) {
      for (const { name } of [...each.attributes]) {
        if (/^on/i.test(name) || name === "href" || name === "xlink:href") each.removeAttribute(name)
      }
      each.removeAttributeNS(XLINK, "href")
    }
    return document.importNode(svg, true)
  }

  const draw = async (source, number) => {
    const text = source.dataset.text ??= source.textContent
    if (FETCHES.test(text)) return
    let drawn
    try {
      drawn = picture((await window.mermaid.render(`kb-diagram-${number}`, plain(text))).svg)
    } catch {
      // not a diagram that Mermaid knows: its text says more than an error would
    }
    document.getElementById(`dkb-diagram-${number}`)?.remove()
    if (!drawn) return
    const host = document.createElement("div")
    host.className = "kb-diagram"
    host.setAttribute("role", "img")
    host.setAttribute("aria-label", text)
    host.attachShadow({ mode: "open" }).append(drawn)  // its style stays in there
    source.previousElementSibling?.classList.contains("kb-diagram") && source.previousElementSibling.remove()
    source.before(host)
    source.hidden = true
  }

  const drawAll = async () => {
    // A heading “Mermaid” has that id, and would be found under the same name
    if (typeof window.mermaid?.render !== "function") return
    window.mermaid.initialize(settings())
    let number = 0
    for (const source of document.querySelectorAll("pre.kb-mermaid")) await draw(source, number++)
  }

  drawAll()
  let dark = isDark()
  new MutationObserver(() => {
    if (isDark() === dark) return
    dark = isDark()
    drawAll()
  }).observe(document.body, { attributeFilter: ["data-md-color-scheme"] })
})()
