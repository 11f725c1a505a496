// What the lists and the symptom finder share: the rows of all entries, loaded when somebody first needs them (as
// scripts, so that it works from a disk too), words as they are compared, and the small parts of a row.
window.kbLists = (() => {
  const LETTERS = { ß: "ss", ł: "l", ø: "o", đ: "d", ð: "d", þ: "th", æ: "ae", œ: "oe", ı: "i" }
  const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/u
  const WORD = /[\p{L}\p{N}]+/gu

  const fold = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[ßłøđðþæœı]/g, found => LETTERS[found])
  const wordsOf = text => fold(text).match(WORD) || []

  // Whether each word begins one of those in the heap; where a script has no blanks, stands anywhere in it
  const says = (heap, words) => words.every(word => heap.includes(UNSPACED.test(word) ? word : ` ${word}`))

  const loading = new Map()
  const script = href => {
    if (!loading.has(href)) {
      loading.set(href, new Promise((done, failed) => {
        const element = document.createElement("script")
        element.src = href
        element.onload = done
        element.onerror = () => { loading.delete(href); failed(new Error(href)) }
        document.head.append(element)
      }))
    }
    return loading.get(href)
  }

  // All entries in some files, and all facets with their values in the order in which they are offered
  const load = async hrefs => {
    await Promise.all(hrefs.map(script))
    const facets = new Map()
    const entries = []
    for (const href of hrefs) {
      const root = new URL("..", href)
      const { label, url, columns, badges, facets: own, langs = {}, rows } = window.kbRows[decodeURIComponent(href.split("/").pop().slice(0, -3))]
      for (const { key, label, values } of own) {
        if (!facets.has(key)) facets.set(key, { label, values: new Map() })
        for (const [value, label, wider, url] of values) {
          const known = facets.get(key).values
          known.set(value, { label, at: known.get(value)?.at ?? known.size, wider: wider >= 0 ? values[wider][0] : "", url: url && new URL(url, root).href })
        }
      }
      for (const [slug, title, date, text, also, marks, places, cells] of rows) {
        const entry = { label, title, lang: langs[slug], date, text, also, url: new URL(url.replace("…", encodeURIComponent(slug)), root).href }
        entry.cells = { text, date, ...Object.fromEntries(columns.map((key, at) => [key, cells[at]])) }
        entry.badges = marks.map(at => badges[at])
        entry.own = Object.fromEntries(own.map(({ key, values }, at) => [key, places[at].map(place => values[place][0])]))
        entry.heap = ` ${wordsOf([title, also, ...Object.values(entry.cells)].join(" ")).join(" ")}`
        entries.push(entry)
      }
    }
    for (const entry of entries) entry.facets = { ...entry.own, topic: withWider(entry.own.topic || [], facets.get("topic")) }
    return { entries, facets }
  }

  const withWider = (topics, { values }) => {
    const found = new Set()
    for (let topic of topics) for (; topic && !found.has(topic); topic = values.get(topic)?.wider) found.add(topic)
    return [...found]
  }

  // An element with attributes and children; texts never become HTML
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value)
    element.append(...children)
    return element
  }

  const glyph = (name, css) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use")
    use.setAttribute("href", `#kb-${name}`)
    svg.setAttribute("class", css)
    svg.setAttribute("aria-hidden", "true")
    svg.append(use)
    return svg
  }

  const badge = ([text, tone]) => make("span", { class: `kb-badge kb-badge--${tone}` }, glyph(tone, "kb-mark"), text)

  // A text with what was looked for marked: the beginnings of words, or any place in a script without blanks
  const marked = (text, words) => {
    const parts = []
    let at = 0
    for (const found of words.length ? text.matchAll(/[\p{L}\p{M}\p{N}]+/gu) : []) {
      const folded = fold(found[0])
      const word = words.filter(each => UNSPACED.test(each) ? folded.includes(each) : folded.startsWith(each)).sort((a, b) => b.length - a.length)[0]
      if (!word) continue
      const whole = UNSPACED.test(word) ? found[0].length : lengthOf(found[0], word)
      parts.push(text.slice(at, found.index), make("mark", {}, found[0].slice(0, whole)))
      at = found.index + whole
    }
    return [...parts, text.slice(at)].filter(part => part !== "")
  }

  // How many characters of a text fold to a beginning of it
  const lengthOf = (text, folded) => {
    let size = 0
    for (const char of text) {
      if (fold(text.slice(0, size)).length >= folded.length && !/\p{M}/u.test(char)) break
      size += char.length
    }
    return size
  }

  return { load, wordsOf, says, make, glyph, badge, marked }
})()
