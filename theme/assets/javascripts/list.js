// A list that can be narrowed and sorted. What is asked for stands in the address behind “#”, so that it can be sent
// to somebody, and the back button goes back. Without this script, and until it is used, the list is as the page has it.
(() => {
  const { load, wordsOf, says, make, glyph, badge, marked } = window.kbLists
  const SHOWN = 100
  const compare = new Intl.Collator(document.documentElement.lang || "en", { numeric: true }).compare
  const later = (a, b) => (a < b ? 1 : a > b ? -1 : 0)

  const start = form => {
    const table = document.querySelector("[data-kb-table]")
    const boxes = [...form.querySelectorAll("[data-kb-box]")]
    const [status, clear] = [form.querySelector("[data-kb-count]"), form.querySelector("[type=reset]")]
    const columns = [...table.tHead.rows[0].cells].map(cell => ({ cell, label: cell.textContent.trim(), ...cell.dataset }))
    const fixed = form.dataset.facet
    const more = make("button", { type: "button", class: "kb-button kb-list__more", hidden: true })
    table.after(more)
    let asked = { text: "", sort: "", chosen: new Map() }
    let known = null
    let shown = SHOWN

    const loaded = async () => {
      if (!known) {
        const hrefs = [...form.querySelectorAll("[data-kb-rows]")].map(link => link.href)
        const { entries, facets } = await load(hrefs)
        known = { facets, entries: fixed ? entries.filter(each => each.facets[fixed].includes(form.dataset.value)) : entries }
      }
      return known
    }

    // The address

    const read = () => {
      const said = new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "")
      asked = { text: said.get("text") || "", sort: said.get("sort") || "", chosen: new Map() }
      for (const { dataset: { kbBox: key } } of boxes) if (said.has(key)) asked.chosen.set(key, new Set(said.getAll(key)))
      form.elements.text.value = asked.text
      form.elements.sort.value = asked.sort.replace("-", "")
    }

    const write = (replace = false) => {
      const said = new URLSearchParams()
      for (const [key, values] of asked.chosen) for (const value of values) said.append(key, value)
      if (asked.text) said.set("text", asked.text)
      if (asked.sort) said.set("sort", asked.sort)
      const address = `${location.pathname}${location.search}${said.size ? `#${said}` : ""}`
      history[replace ? "replaceState" : "pushState"](null, "", address)
    }

    const isActive = () => Boolean(asked.text || asked.sort || asked.chosen.size)

    // Which entries, in which order, and how many each value of an open box would leave

    const found = () => {
      const words = wordsOf(asked.text)
      const counts = new Map(boxes.filter(box => box.open).map(box => [box.dataset.kbBox, new Map()]))
      const matching = []
      for (const entry of known.entries) {
        if (!says(entry.heap, words)) continue
        const failing = []
        for (const [key, values] of asked.chosen) if (!(entry.facets[key] || []).some(each => values.has(each))) failing.push(key)
        if (!failing.length) matching.push(entry)
        if (failing.length > 1) continue
        for (const [key, count] of counts) {
          if (failing.length && failing[0] !== key) continue
          for (const value of entry.facets[key] || []) count.set(value, (count.get(value) || 0) + 1)
        }
      }
      return { words, counts, matching: sorted(matching) }
    }

    const place = (entry, key) => {
      const value = entry.own[key]?.[0]
      const { values } = known.facets.get(key)
      return value === undefined ? values.size : values.get(value).at * (key === "maturity" ? -1 : 1)
    }

    const sorted = entries => {
      const key = asked.sort.replace("-", "") || (fixed ? "type" : "newest")
      const kind = columns.find(each => each.key === key)?.kind
      const newest = (a, b) => later(a.date, b.date) || compare(a.title, b.title)
      const by = {
        title: (a, b) => compare(a.title, b.title),
        type: (a, b) => place(a, "type") - place(b, "type"),
        state: (a, b) => place(a, "state") - place(b, "state") || place(a, "maturity") - place(b, "maturity"),
        maturity: (a, b) => place(a, "maturity") - place(b, "maturity"),
      }[key] || (kind === "number" ? (a, b) => b.cells[key] - a.cells[key] : kind === "when" ? (a, b) => later(a.cells[key] || "", b.cells[key] || "") : newest)
      const past = entry => Number(entry.facets.care.includes("past"))
      const turn = asked.sort.startsWith("-") ? -1 : 1
      return entries.sort((a, b) => past(a) - past(b) || turn * by(a, b) || newest(a, b))
    }

    // What the reader sees

    const row = (entry, words) => {
      const cells = columns.slice(1).map(({ key, kind, label }) => {
        const text = entry.cells[key] || ""
        const inside =
          kind === "badges" ? [make("span", { class: "kb-badges" }, ...entry.badges.map(badge))]
          : kind === "topics" ? chips(entry)
          : !text ? []
          : kind === "when" ? [make("time", { datetime: text }, text)]
          : kind === "number" ? [`${text} ×`]
          : [make("span", { class: "kb-clamp", dir: "auto" }, ...marked(text, words))]
        return make("td", { class: `kb-cell--${kind}`, "data-label": label }, ...inside)
      })
      const link = make("a", { href: entry.url, dir: "auto", lang: entry.lang }, ...marked(entry.title, words))
      const dated = "dated" in form.dataset && entry.date ? [make("time", { datetime: entry.date }, entry.date)] : []
      const icon = form.querySelectorAll("[data-kb-rows]").length > 1 || fixed ? [typed(entry)] : []
      return make("tr", {}, make("th", { scope: "row" }, ...icon, link, ...dated), ...cells)
    }

    const typed = entry => {
      const icon = glyph(`type-${entry.own.type[0]}`, "kb-glyph")
      const title = document.createElementNS("http://www.w3.org/2000/svg", "title")
      icon.removeAttribute("aria-hidden")
      icon.setAttribute("role", "img")
      icon.setAttribute("aria-label", title.textContent = entry.label)
      icon.prepend(title)
      return icon
    }

    const chips = entry => {
      const topics = entry.own.topic.map(key => known.facets.get("topic").values.get(key))
      return topics.length ? [make("span", { class: "kb-badges" }, ...topics.map(({ label, url }) => make("a", { class: "kb-chip", href: url }, label)))] : []
    }

    const rows = (matching, words) => {
      for (const old of table.querySelectorAll("tbody:not([data-kb-static])")) old.remove()
      const visible = matching.slice(0, shown)
      const past = visible.findIndex(entry => entry.facets.care.includes("past"))
      const current = past < 0 ? visible : visible.slice(0, past)
      table.append(make("tbody", {}, ...current.map(entry => row(entry, words))))
      if (past >= 0) {
        const head = make("tr", {}, make("th", { class: "kb-table__group", colspan: columns.length, scope: "rowgroup" }, form.dataset.past))
        table.append(make("tbody", { class: "kb-past" }, head, ...visible.slice(past).map(entry => row(entry, words))))
      }
      more.hidden = matching.length <= shown
      more.textContent = form.dataset.more.replace("{count}", Math.min(SHOWN, matching.length - shown))
    }

    const fill = counts => {
      for (const box of boxes) {
        const key = box.dataset.kbBox
        const chosen = asked.chosen.get(key) || new Set()
        box.querySelector(".kb-box__chosen").textContent = chosen.size ? ` ${chosen.size}` : ""
        box.classList.toggle("kb-box--chosen", chosen.size > 0)
        if (!counts.has(key)) continue
        const list = box.querySelector(".kb-box__values")
        if (!list.childElementCount) list.append(...choices(key))
        for (const label of list.children) {
          const [input, count] = [label.querySelector("input"), label.querySelector(".kb-count")]
          const left = counts.get(key).get(input.value) || 0
          input.checked = chosen.has(input.value)
          count.textContent = left
          label.classList.toggle("kb-box__none", !left && !input.checked)
        }
      }
    }

    // A box that would stick out opens to the other side
    const turn = box => {
      box.classList.remove("kb-box--end")
      const { left, right } = box.querySelector("fieldset").getBoundingClientRect()
      box.classList.toggle("kb-box--end", left < 0 || right > document.documentElement.clientWidth)
    }

    // A box with a tick for every value that some entry of this list has
    const choices = key => {
      const { values } = known.facets.get(key)
      const there = new Set(known.entries.flatMap(entry => entry.facets[key] || []))
      const depth = value => (values.get(value)?.wider ? depth(values.get(value).wider) + 1 : 0)
      return [...values].filter(([value]) => there.has(value) || asked.chosen.get(key)?.has(value)).map(([value, { label }]) => {
        const input = make("input", { type: "checkbox", name: key, value })
        return make("label", { style: key === "topic" ? `--depth: ${depth(value)}` : undefined }, input, make("span", { dir: "auto" }, label), make("span", { class: "kb-count" }))
      })
    }

    const show = async () => {
      const active = isActive()
      if (active || boxes.some(box => box.open)) {
        try {
          await loaded()
        } catch {
          status.textContent = form.dataset.failed
          return
        }
      }
      if (known) {
        const { words, counts, matching } = found()
        fill(counts)
        if (isActive()) {
          rows(matching, words)
          const said = form.dataset[matching.length ? "said" : "none"]
          status.textContent = said.replace("{shown}", matching.length.toLocaleString()).replace("{all}", known.entries.length.toLocaleString())
        }
      }
      if (!isActive()) {
        for (const old of table.querySelectorAll("tbody:not([data-kb-static])")) old.remove()
        more.hidden = true
        status.textContent = ""
      }
      const narrowed = isActive() && known
      clear.hidden = !narrowed
      for (const each of document.querySelectorAll("[data-kb-static]")) each.hidden = Boolean(narrowed)
      for (const { cell, key } of columns) {
        if (asked.sort.replace("-", "") !== key) cell.removeAttribute("aria-sort")
        else cell.setAttribute("aria-sort", asked.sort.startsWith("-") === (key === "title") ? "descending" : "ascending")
      }
    }

    // What the reader does

    const change = (replace = false) => {
      shown = SHOWN
      write(replace)
      return show()
    }

    form.addEventListener("submit", event => event.preventDefault())
    form.elements.text.addEventListener("input", event => {
      const began = !asked.text
      asked.text = event.target.value.trim()
      change(!began && Boolean(asked.text))
    })
    form.elements.sort.addEventListener("change", event => { asked.sort = event.target.value; change() })
    clear.addEventListener("click", event => {
      event.preventDefault()
      asked = { text: "", sort: "", chosen: new Map() }
      form.elements.text.value = form.elements.sort.value = ""
      change()
      form.elements.text.focus()
    })
    for (const box of boxes) {
      box.addEventListener("toggle", () => {
        if (!box.open) return
        for (const other of boxes) if (other !== box) other.open = false
        show().then(() => turn(box))
      })
      box.addEventListener("change", ({ target }) => {
        const values = asked.chosen.get(target.name) || new Set()
        target.checked ? values.add(target.value) : values.delete(target.value)
        values.size ? asked.chosen.set(target.name, values) : asked.chosen.delete(target.name)
        change()
      })
      box.addEventListener("keydown", event => {
        if (event.key !== "Escape" || !box.open) return
        event.stopPropagation()
        box.open = false
        box.querySelector("summary").focus()
      })
    }
    document.addEventListener("click", ({ target }) => {
      for (const box of boxes) if (!box.contains(target)) box.open = false
    })
    more.addEventListener("click", async () => {
      const first = shown
      shown += SHOWN
      await show()
      table.querySelectorAll("tbody:not([data-kb-static]) th[scope=row] a")[first]?.focus()
    })
    for (const { cell, key, kind, label } of columns) {
      if (key !== "title" && !["badges", "number", "when"].includes(kind)) continue
      const button = make("button", { type: "button", class: "kb-sort", title: form.dataset.by.replace("{column}", label) }, label)
      button.addEventListener("click", () => {
        asked.sort = { [key]: `-${key}`, [`-${key}`]: "" }[asked.sort] ?? key
        form.elements.sort.value = asked.sort.replace("-", "")
        change()
      })
      cell.replaceChildren(button)
    }
    for (const event of ["popstate", "hashchange"]) window.addEventListener(event, () => { read(); shown = SHOWN; show() })
    read()
    show()
  }

  const run = () => {
    for (const form of document.querySelectorAll("[data-kb-filter]:not([data-kb-ready])")) {
      form.setAttribute("data-kb-ready", "")
      start(form)
    }
  }
  run()
})()
