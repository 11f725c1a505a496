// The symptom finder: shows the symptoms that the search box would find, in its order, while somebody types. What is
// typed stands in the address behind “#”. Without this script all symptoms stand on the page.
(() => {
  const { load, wordsOf, says, make, badge, marked } = window.kbLists
  const SHOWN = 50
  const NEAR = 0.35 // of the best score: what is further away has only a word of many

  const start = form => {
    const { said, none, failed, missing: missingWords, more: moreWords, helps, nothing, also } = form.dataset
    const [status, target] = [form.querySelector("[data-kb-count]"), document.querySelector("[data-kb-found]")]
    const input = form.elements.text
    const more = make("button", { type: "button", class: "kb-button kb-list__more", hidden: true })
    target.after(more)
    let entries = null
    let byItem = null // the same by their numbers in the search box's index
    let shown = SHOWN

    const row = ({ entry, mark }) => {
      const { symptom, answer } = entry.cells
      const names = mark(entry.also)
      const first = make("div", {}, make("a", { class: "kb-row__title", href: entry.url, dir: "auto", lang: entry.lang }, ...mark(entry.title)))
      first.append(make("p", { dir: "auto" }, ...mark(symptom)))
      if (names.some(part => part instanceof Node)) first.append(make("p", { class: "kb-quiet", dir: "auto" }, `${also}: `, ...names))
      const second = make("div", { class: "kb-symptom__helps" })
      if (answer) second.append(make("p", { dir: "auto" }, make("span", { class: "kb-quiet" }, helps), " ", ...mark(answer)))
      else second.append(make("p", { class: "kb-quiet" }, nothing))
      second.append(make("span", { class: "kb-badges" }, ...entry.badges.map(badge)))
      return make("li", { class: "kb-symptom" }, first, second)
    }

    // What the search box finds, of these entries. Where Material's search has its place, words that begin so
    const found = async query => {
      if (!window.kbBox) {
        const words = wordsOf(query)
        const mark = text => marked(text, words)
        return { results: entries.filter(entry => says(entry.heap, words)).map(entry => ({ entry, mark })), missing: [] }
      }
      const { index, marked: markedBy, urlOf } = window.kbBox
      const known = await index()
      if (!byItem) {
        const byUrl = new Map(entries.map(entry => [entry.url, entry]))
        byItem = Array.from({ length: known.count }, (_, item) => byUrl.get(urlOf(known, item)))
      }
      const { results, missing } = known.search(query, { among: item => byItem[item] })
      const near = results.filter(({ score }) => score >= NEAR * results[0].score)
      const typed = /\s$/.test(query) ? "" : wordsOf(query).at(-1)
      return { results: near.map(({ item, stems }) => ({ entry: byItem[item], mark: text => markedBy(text, stems, typed) })), missing }
    }

    const show = async () => {
      const query = input.value
      const words = wordsOf(query)
      let [matching, missing] = [[], []]
      if (words.length) {
        try {
          entries ||= (await load([...form.querySelectorAll("[data-kb-rows]")].map(link => link.href))).entries.filter(entry => !entry.own.care.includes("past"))
          const answer = await found(query)
          if (input.value !== query) return
          matching = answer.results
          missing = answer.missing
        } catch {
          status.textContent = failed
          return
        }
      }
      target.replaceChildren()
      if (matching.length) target.append(make("ul", { class: "kb-plain" }, ...matching.slice(0, shown).map(row)))
      for (const each of document.querySelectorAll("[data-kb-static]")) each.hidden = words.length > 0
      more.hidden = matching.length <= shown
      more.textContent = moreWords.replace("{count}", Math.min(SHOWN, matching.length - shown))
      const text = [matching.length ? said : none, ...(matching.length && missing.length ? [missingWords.replace("{words}", missing.join(", "))] : [])].join(" · ")
      status.textContent = words.length ? text.replace("{shown}", matching.length.toLocaleString()).replace("{all}", entries.length.toLocaleString()) : ""
    }

    const read = () => {
      input.value = new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "").get("text") || ""
      shown = SHOWN
      show()
    }

    form.addEventListener("submit", event => event.preventDefault())
    input.addEventListener("input", () => {
      const text = input.value.trim()
      const address = `${location.pathname}${location.search}${text ? `#${new URLSearchParams({ text })}` : ""}`
      history[location.hash.includes("=") && text ? "replaceState" : "pushState"](null, "", address)
      shown = SHOWN
      show()
    })
    more.addEventListener("click", async () => {
      const first = shown
      shown += SHOWN
      await show()
      target.querySelectorAll(".kb-row__title")[first]?.focus()
    })
    for (const event of ["popstate", "hashchange"]) window.addEventListener(event, read)
    read()
  }

  for (const form of document.querySelectorAll("[data-kb-finder]:not([data-kb-ready])")) {
    form.setAttribute("data-kb-ready", "")
    start(form)
  }
})()
