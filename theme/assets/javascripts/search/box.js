// The search box of every page. It answers while one types, from an index that is fetched when it is first used; what
// is found is shown as text and never as HTML. Enter without a choice goes to the search page, as it does without this.
window.kbBox = (() => {
  const SHOWN = 8
  const OPENS = new Set(["/", "s", "f"])
  const base = new URL("../../../", document.currentScript.src)
  const words = JSON.parse(document.getElementById("kb-search-words").textContent)
  const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name])
  const count = n => (n === 1 ? say("one") : say("other", { n: n.toLocaleString(document.documentElement.lang) }))

  // An element with attributes and what is in it: elements, or text
  const element = (name, attributes = {}, ...inside) => {
    const made = document.createElement(name)
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value)
    }
    made.append(...inside.filter(each => each !== null && each !== undefined))
    return made
  }

  const script = path =>
    new Promise((resolve, reject) => {
      const loading = element("script", { src: new URL(path, base).href })
      loading.addEventListener("load", resolve)
      loading.addEventListener("error", () => reject(new Error(path)))
      document.head.append(loading)
    })

  // The index, once: built a little at a time, so that typing never waits for it
  let loaded = null
  const load = async () => {
    let data = null
    window.kbSearch = given => (data = given)
    await Promise.all([script("search/instant.js"), script("assets/javascripts/search/words.js")])
    await script("assets/javascripts/search/ranking.js")
    const made = new window.kbRanking.Index(data)
    for (const _ of made.building()) await new Promise(resolve => setTimeout(resolve))
    return made
  }
  const index = () => (loaded ||= load().catch(error => ((loaded = null), Promise.reject(error))))

  // A text in which the words that were meant are marked
  const marked = (text, stems, typed) => {
    const parts = []
    let end = 0
    for (const place of window.kbWords.places(text)) {
      if (!stems.has(place.stem) && !(typed && place.word.startsWith(typed))) continue
      parts.push(text.slice(end, place.start), element("mark", {}, text.slice(place.start, place.end)))
      end = place.end
    }
    return [...parts, text.slice(end)]
  }

  const badge = ([text, tone]) => {
    const made = element("span", { class: `kb-badge kb-badge--${tone}` })
    const shape = document.createElementNS("http://www.w3.org/2000/svg", "svg")
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use")
    shape.setAttribute("class", "kb-mark")
    shape.setAttribute("aria-hidden", "true")
    use.setAttribute("href", `#kb-${tone}`)
    shape.append(use)
    made.append(shape, text)
    return made
  }

  // Where the page of an entry is
  const urlOf = ({ data }, item) => {
    const { type, slug } = data.entries
    const { before, after } = data.types[type[item]]
    return new URL(before + encodeURIComponent(slug[item]) + after, base).href
  }

  // What a row shows of a result: { url, title, lang, type, marks, label, line, stems }
  const shown = (found, { item, stems, line }, query) => {
    const { data, count } = found
    if (item >= count) {
      const [title, url] = data.pages[item - count]
      return { url, title, type: say("page"), marks: [], label: "", line: "", stems }
    }
    const { type, title, codes, symptom, marks } = data.entries
    const bare = text => window.kbWords.fold(text).replace(/[^\p{L}\p{N}]/gu, "")
    const code = codes[item].find(each => bare(query).includes(bare(each)))
    const [kind, text] = line
    const other = code ? [say("codes"), code] : kind === "aka" || kind === "before" ? [say(kind), text] : ["", symptom[item]]
    return {
      url: urlOf(found, item),
      title: title[item],
      lang: data.langs?.[item],
      type: data.types[type[item]].label,
      marks: marks[item].map(number => data.marks[number]),
      label: other[0],
      line: other[1],
      stems
    }
  }

  const row = ({ url, title, lang, type, marks, label, line, stems }, attributes) =>
    element(
      "a",
      { class: "kb-hit", href: new URL(url, base).href, ...attributes },
      element("span", { class: "kb-hit__title", dir: "auto", lang }, ...marked(title, stems)),
      element("span", { class: "kb-hit__marks" }, element("span", { class: "kb-hit__type" }, type), ...marks.map(badge)),
      line
        ? element(
            "span",
            { class: "kb-hit__line", dir: "auto" },
            label ? element("span", { class: "kb-hit__label" }, `${label}: `) : null,
            ...marked(line, stems)
          )
        : null
    )

  const guide = () => element("a", { href: new URL(document.querySelector("[data-kb-guide]").dataset.kbGuide, base).href }, say("how"))

  class Box {
    constructor(form) {
      this.form = form
      this.input = form.querySelector("input")
      this.id = `${this.input.id}-list`
      this.replaced = false
      this.status = element("p", { class: "kb-find__count", role: "status" })
      this.list = element("div", { class: "kb-find__list", id: this.id, role: "listbox", "aria-label": say("search") })
      this.below = element("div", { class: "kb-find__below" })
      this.panel = element("div", { class: "kb kb-find__panel", hidden: true }, this.status, this.list, this.below)
      form.append(this.panel)
      for (const [name, value] of Object.entries({
        role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.id
      })) this.input.setAttribute(name, value)
      this.listen()
    }

    listen() {
      const { form, input } = this
      input.addEventListener("focus", () => index().then(() => this.ask(), () => {}))
      input.addEventListener("input", () => this.ask())
      input.addEventListener("keydown", event => this.key(event))
      form.addEventListener("submit", event => this.go(event))
      form.addEventListener("focusout", event => form.contains(event.relatedTarget) || this.close())
      this.panel.addEventListener("mousedown", event => event.target.closest("a, button") || event.preventDefault())
      this.panel.addEventListener("pointermove", event => this.choose(event.target.closest("[role=option]"), false))
    }

    async ask() {
      const query = this.input.value
      if (!query.trim()) return this.close()
      let found = null
      try {
        if (!this.panel.childElementCount || this.panel.hidden) this.tell(say("looking"))
        found = await index()
      } catch {
        return this.tell(say("failed"))
      }
      if (query === this.input.value && document.activeElement === this.input) this.show(found, query)
    }

    show(found, query) {
      const { results, replaced } = found.search(query, { replaced: this.replaced })
      const rows = results.slice(0, SHOWN).map(each => row(shown(found, each, query), { role: "option", tabindex: "-1" }))
      const all = new URL(this.form.action)
      all.search = new URLSearchParams({ q: query.trim() })
      rows.push(element("a", { class: "kb-hit kb-hit--all", role: "option", tabindex: "-1", href: all.href }, `${say("all", { q: query.trim() })} →`))
      rows.forEach((each, number) => {
        each.id = `${this.id}-${number}`
        each.setAttribute("aria-selected", "false")
      })
      this.list.replaceChildren(...rows)
      this.below.replaceChildren(...this.ways(found, query, results, replaced))
      this.tell(results.length ? count(Math.min(results.length, SHOWN)) : say("none", { q: query.trim() }))
      this.status.classList.toggle("kb-find__count--none", !results.length)
      this.choose(null)
    }

    // Topics of that name, entries that were replaced, and what to do where there is nothing
    ways(found, query, results, replaced) {
      const ways = found.topics(query).map(topic =>
        element("a", { class: "kb-chip", href: new URL(topic.url, base).href }, `${say("topic")}: ${topic.label}`)
      )
      if (replaced || this.replaced) {
        const box = element("input", { type: "checkbox" })
        box.checked = this.replaced
        box.addEventListener("change", () => {
          this.replaced = box.checked
          this.input.focus()
          this.ask()
        })
        ways.push(element("label", { class: "kb-find__replaced" }, box, this.replaced ? say("replacedHere") : say("replaced", { n: replaced })))
      }
      if (!results.length) ways.unshift(element("p", {}, `${say("ask")} `, guide()))
      return ways
    }

    tell(text) {
      this.status.textContent = text
      this.panel.hidden = false
      this.form.classList.add("kb-find--open")
      this.input.setAttribute("aria-expanded", "true")
    }

    close() {
      this.panel.hidden = true
      this.form.classList.remove("kb-find--open")
      this.input.setAttribute("aria-expanded", "false")
      this.choose(null)
    }

    get chosen() {
      return this.list.querySelector("[aria-selected=true]")
    }

    choose(option, intoView = true) {
      if (option === this.chosen) return
      this.chosen?.setAttribute("aria-selected", "false")
      option?.setAttribute("aria-selected", "true")
      if (option && intoView) option.scrollIntoView({ block: "nearest" })
      if (option) this.input.setAttribute("aria-activedescendant", option.id)
      else this.input.removeAttribute("aria-activedescendant")
    }

    key(event) {
      const options = [...this.list.children]
      const at = options.indexOf(this.chosen)
      if (event.key === "Escape") {
        if (!this.panel.hidden) {
          this.close()
          event.preventDefault()
        } else this.input.blur()
      } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && this.panel.hidden) {
        this.ask()
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        const by = event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1
        this.choose(options[(at + by + options.length) % options.length])
        event.preventDefault()
      }
    }

    // To what is chosen; else to the search page, by the form itself
    go(event) {
      if (!this.panel.hidden && this.chosen) {
        event.preventDefault()
        location.assign(this.chosen.href)
      } else if (!this.input.value.trim()) event.preventDefault()
    }
  }

  const isTyping = target => target.closest?.("input, textarea, select, [contenteditable]")

  document.addEventListener("keydown", event => {
    if (!OPENS.has(event.key) || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    const boxes = [...document.querySelectorAll("[data-kb-find] input")]
    const best = boxes.find(each => each.form.dataset.kbFind !== "header" && isInView(each)) || boxes[0]
    if (!best) return
    event.preventDefault()
    best.focus()
    best.select()
  })

  const isInView = each => {
    const { top, bottom } = each.getBoundingClientRect()
    return bottom > 0 && top < innerHeight
  }

  const run = () => {
    for (const form of document.querySelectorAll("[data-kb-find]")) {
      if (form.dataset.kbFind === "page" || form.querySelector(".kb-find__panel")) continue
      new Box(form)
    }
  }

  // Where Material loads pages by itself (navigation.instant), it says so here
  window.document$ ? window.document$.subscribe(run) : run()
  return { base, badge, count, element, guide, index, marked, row, say, shown, urlOf }
})()
