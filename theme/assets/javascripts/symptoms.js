// The symptom finder: narrows while somebody types, words in any order, beginnings are enough. What is typed stands in
// the address behind “#”. Without this script all symptoms stand on the page.
(() => {
  const { load, wordsOf, says, make, badge, marked } = window.kbLists
  const SHOWN = 50

  const start = form => {
    const { said, none, failed, more: moreWords, helps, nothing, also } = form.dataset
    const [status, target] = [form.querySelector("[data-kb-count]"), document.querySelector("[data-kb-found]")]
    const input = form.elements.text
    const more = make("button", { type: "button", class: "kb-button kb-list__more", hidden: true })
    target.after(more)
    let entries = null
    let shown = SHOWN

    const row = (entry, words) => {
      const { symptom, answer } = entry.cells
      const names = marked(entry.also, words)
      const first = make("div", {}, make("a", { class: "kb-row__title", href: entry.url, dir: "auto", lang: entry.lang }, ...marked(entry.title, words)))
      first.append(make("p", { dir: "auto" }, ...marked(symptom, words)))
      if (names.some(part => part instanceof Node)) first.append(make("p", { class: "kb-quiet", dir: "auto" }, `${also}: `, ...names))
      const second = make("div", { class: "kb-symptom__helps" })
      if (answer) second.append(make("p", { dir: "auto" }, make("span", { class: "kb-quiet" }, helps), " ", ...marked(answer, words)))
      else second.append(make("p", { class: "kb-quiet" }, nothing))
      second.append(make("span", { class: "kb-badges" }, ...entry.badges.map(badge)))
      return make("li", { class: "kb-symptom" }, first, second)
    }

    // First where the title says it all, then where the symptom does; what is proven before what is not
    const found = words => {
      const matching = entries.filter(entry => says(entry.heap, words))
      const rank = new Map(matching.map(entry => [entry, says(entry.title_heap, words) ? 0 : says(entry.symptom_heap, words) ? 1 : 2]))
      const levels = ["adopted", "proven", "tried", "hunch", undefined]
      const level = entry => levels.indexOf(entry.own.maturity[0])
      return matching.sort((a, b) => rank.get(a) - rank.get(b) || level(a) - level(b))
    }

    const show = async () => {
      const words = wordsOf(input.value)
      if (words.length && !entries) {
        try {
          const known = await load([...form.querySelectorAll("[data-kb-rows]")].map(link => link.href))
          entries = known.entries.filter(entry => !entry.own.care.includes("past"))
          for (const entry of entries) {
            entry.title_heap = ` ${wordsOf(entry.title).join(" ")}`
            entry.symptom_heap = ` ${wordsOf(`${entry.title} ${entry.cells.symptom}`).join(" ")}`
          }
        } catch {
          status.textContent = failed
          return
        }
        if (wordsOf(input.value).join() !== words.join()) return
      }
      const matching = words.length ? found(words) : []
      target.replaceChildren()
      if (matching.length) target.append(make("ul", { class: "kb-plain" }, ...matching.slice(0, shown).map(entry => row(entry, words))))
      for (const each of document.querySelectorAll("[data-kb-static]")) each.hidden = words.length > 0
      more.hidden = matching.length <= shown
      more.textContent = moreWords.replace("{count}", Math.min(SHOWN, matching.length - shown))
      const text = matching.length ? said : none
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
