// The search page: what the box finds, in its order; below that the full text by Pagefind, narrowed by facets. What is
// asked stands in the address, so that it can be shared and the way back leads to it. From file:// there is no full text.
;(() => {
  const { base, badge, count, element, guide, index, row, say, shown } = window.kbBox
  const AT_A_TIME = 10
  const VALUES = 8
  const PAUSE = 150
  const ORDERS = ["relevance", "date", "trust"]
  const PART = "kb-part" // by which results of one part of the index are asked for
  const facets = [
    ...["type", "topic", "state", "maturity", "person"].map(key => ({ key, label: say(key === "topic" ? "topics" : key) })),
    ...[...document.querySelectorAll("[data-kb-facets] span")].map(({ dataset, textContent }) => ({ key: dataset.key, label: textContent }))
  ]
  const form = document.querySelector("[data-kb-find=page]")
  const input = form.querySelector("input")
  const found = document.querySelector("[data-kb-found]")
  const lists = document.querySelector("[data-kb-lists]")

  // What is asked: words, chosen values by facet, the order, and whether replaced entries count
  const read = () => {
    const given = new URLSearchParams(location.search)
    const order = given.get("sort")
    return {
      words: given.get("q") || "",
      chosen: Object.fromEntries(facets.map(({ key }) => [key, new Set(given.getAll(key))])),
      order: ORDERS.includes(order) ? order : ORDERS[0],
      replaced: given.has("replaced")
    }
  }

  const address = ({ words, chosen, order, replaced }) => {
    const asked = new URLSearchParams()
    if (words.trim()) asked.set("q", words.trim())
    for (const { key } of facets) for (const value of chosen[key]) asked.append(key, value)
    if (order !== ORDERS[0]) asked.set("sort", order)
    if (replaced) asked.set("replaced", "yes")
    return location.pathname + (String(asked) && `?${asked}`)
  }

  let state = read()
  let round = 0

  // Pagefind, once, with all parts of its index
  let loaded = null
  const parts = Array.from({ length: Number(found.dataset.kbParts) || 1 }, (_, number) => String(number))
  const load = async () => {
    const folder = part => new URL(`search/pagefind/${part}/`, base).href
    const options = part => ({
      baseUrl: base.pathname,
      excerptLength: 28,
      ranking: { metaWeights: { title: 7, names: 6, shown: 0 } },
      mergeFilter: { [PART]: part }
    })
    const pagefind = await import(`${folder(parts[0])}pagefind.js`)
    await pagefind.options(options(parts[0]))
    await Promise.all(parts.slice(1).map(part => pagefind.mergeIndex(folder(part), options(part))))
    await pagefind.filters() // else it counts nothing
    return pagefind
  }
  const engine = () => (loaded ||= location.protocol === "file:" ? Promise.reject(new Error("file:")) : load())

  const filters = (asked, without = "") => {
    const chosen = facets.filter(({ key }) => key !== without && state.chosen[key].size)
    const narrowed = Object.fromEntries(chosen.map(({ key }) => [key, { any: [...state.chosen[key]] }]))
    if (asked.length < parts.length) narrowed[PART] = { any: asked }
    return state.replaced ? narrowed : { ...narrowed, not: { is: "replaced" } }
  }

  // The parts to ask. One that lacks a word answers for the longest beginning of it that it knows, or leaves it out;
  // one index of everything would not, for it has the word: so ask those that know as much of each word as any
  const knowing = async (pagefind, words) => {
    let asked = parts
    if (parts.length === 1 || /^\s*".+"\s*$/.test(words)) return parts // what is in quotation marks is left as it is
    for (const word of split(plain(words))) {
      const exact = (await pagefind.search(`"${word}"`)).filters[PART] || {}
      const known = await Promise.all(parts.map(part => (exact[part] ? word.length : beginning(pagefind, word, part))))
      const most = Math.max(...known)
      asked = asked.filter(part => known[parts.indexOf(part)] === most)
    }
    return asked
  }

  const split = words => {
    if (!Intl.Segmenter) return words.trim().split(/\s+/)
    const segments = new Intl.Segmenter(document.documentElement.lang || "en", { granularity: "word" }).segment(words)
    return [...segments].filter(each => each.isWordLike).map(each => each.segment)
  }

  // How much of a word a part knows, in letters: its best result shows what it took for it
  const plain = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
  const beginning = async (pagefind, word, part) => {
    const { results } = await pagefind.search(word, { filters: { [PART]: part } })
    if (!results.length) return 0
    const { excerpt: text, meta } = await results[0].data()
    const marked = excerpt(text).filter(each => each.nodeName === "MARK").map(each => each.textContent)
    const taken = [...marked, ...split(`${meta.title} ${meta.names}`)].map(plain)
    return Math.max(...taken.map(one => [...word, ""].findIndex((letter, at) => letter !== one[at])))
  }

  const search = async () => {
    const mine = ++round
    const { words } = state
    const isEmpty = !words.trim()
    lists.hidden = !isEmpty
    found.hidden = isEmpty
    if (isEmpty) return found.replaceChildren()
    if (!found.hasChildNodes()) found.append(element("p", { role: "status", class: "kb-quiet" }, say("looking")))
    try {
      const [pagefind, names] = await Promise.all([engine(), named()])
      const asked = await knowing(pagefind, words)
      if (!asked.length) return mine === round && show(names, 0, {}, [], async () => []) // no part knows all of the words
      const answer = await pagefind.search(words, { filters: filters(asked) })
      const counts = await counted(pagefind, words, answer, asked)
      const next = state.order === ORDERS[0] ? inTurn(answer.results) : await inOrder(pagefind, words, state.order, asked)
      const first = await next()
      if (mine === round) show(names, answer.results.length, counts, first, next)
    } catch {
      titlesOnly(mine)
    }
  }

  // What the box finds, as rows; a choice and another order are for the full text alone
  const named = async () => {
    if (state.order !== ORDERS[0] || facets.some(({ key }) => state.chosen[key].size)) return []
    const known = await index().catch(() => null)
    const { results = [] } = known?.search(state.words, { replaced: state.replaced }) || {}
    return results.slice(0, AT_A_TIME).map(each => element("li", {}, row(shown(known, each, state.words))))
  }

  // What gives the next results, the best first
  const inTurn = results => {
    let at = 0
    return () => Promise.all(results.slice(at, (at += AT_A_TIME)).map(each => each.data()))
  }

  // The same by another order: Pagefind knows it within each part, so the first that is left of each is looked at
  const inOrder = async (pagefind, words, order, asked) => {
    const ask = part => pagefind.search(words, { filters: { ...filters(asked), [PART]: part }, sort: { [order]: "desc" } })
    const left = (await Promise.all(asked.map(ask))).map(({ results }) => results)
    const heads = left.map(results => results.shift()?.data())
    const place = head => (head ? unpacked(head.meta.shown).order[order] : -1)
    return async () => {
      const taken = []
      while (taken.length < AT_A_TIME) {
        const places = (await Promise.all(heads)).map(place)
        const best = places.indexOf(Math.max(...places))
        if (places[best] < 0) break
        taken.push(await heads[best])
        heads[best] = left[best].shift()?.data()
      }
      return taken
    }
  }

  // How many there would be of each value: of a facet with a choice, as if nothing were chosen there
  const counted = async (pagefind, words, answer, asked) => {
    const counts = { ...answer.filters }
    for (const { key } of facets) {
      if (!state.chosen[key].size) continue
      const without = await pagefind.search(words, { filters: filters(asked, key) })
      counts[key] = without.filters[key] || {}
    }
    return counts
  }

  const show = (names, total, counts, first, next) => {
    const list = element("ol", { class: "kb-plain kb-found__list" }, ...first.map(result))
    const side = element(
      "details",
      { class: "kb-fold kb-narrow", open: matchMedia("(min-width: 60em)").matches || found.querySelector("details[open]") !== null },
      element("summary", {}, say("narrow")),
      ...facets.map(facet => fieldset(facet, counts[facet.key] || {})),
      replacedChoice()
    )
    const main = element("div", { class: "kb-found__main" }, head(total, names.length))
    if (names.length) main.append(element("ol", { class: "kb-plain kb-found__list kb-found__names" }, ...names))
    if (names.length && total) main.append(element("h2", { class: "kb-found__texts" }, `${say("texts")}: ${count(total)}`))
    main.append(list)
    if (!total && !names.length) main.append(nothing())
    main.append(...more(total - first.length, list, next))
    found.replaceChildren(side, main)
  }

  const head = (n, named) => {
    const orders = ORDERS.map(each => element("option", { value: each, selected: each === state.order }, say(each)))
    const select = element("select", {}, ...orders)
    select.addEventListener("change", () => change({ order: select.value }))
    const text = named ? count(named) : n ? count(n) : say("none", { q: state.words.trim() })
    const status = element("p", { role: "status", class: "kb-found__count" }, text)
    const chips = facets.flatMap(({ key }) => [...state.chosen[key]].map(value => chip(key, value)))
    if (chips.length > 1) chips.push(button(say("clear"), "kb-link", () => change({ chosen: Object.fromEntries(facets.map(({ key }) => [key, new Set()])) })))
    return element(
      "div",
      { class: "kb-found__head" },
      status,
      element("label", { class: "kb-found__order" }, `${say("sort")} `, select),
      chips.length ? element("p", { class: "kb-found__chips" }, ...chips) : null
    )
  }

  const button = (text, kind, act) => {
    const made = element("button", { type: "button", class: kind }, text)
    made.addEventListener("click", act)
    return made
  }

  const chip = (key, value) => button(`${value} ×`, "kb-chip", () => toggle(key, value))

  const fieldset = ({ key, label }, counts) => {
    const chosen = state.chosen[key]
    const values = [...new Set([...chosen, ...Object.keys(counts).filter(value => counts[value])])]
    values.sort((one, other) => chosen.has(other) - chosen.has(one) || (counts[other] || 0) - (counts[one] || 0) || one.localeCompare(other))
    if (!values.length) return null
    const rows = values.map(value => choice(value, counts[value] || 0, chosen.has(value), () => toggle(key, value), `${key}=${value}`))
    const rest = rows.slice(VALUES)
    const made = element("fieldset", { class: "kb-facet" }, element("legend", {}, label), ...rows.slice(0, VALUES))
    if (rest.length) made.append(element("details", { class: "kb-fold" }, element("summary", {}, say("moreValues", { n: rest.length })), ...rest))
    return made
  }

  const choice = (text, n, isChosen, act, key) => {
    const box = element("input", { type: "checkbox", "data-kb-choice": key })
    box.checked = isChosen
    box.addEventListener("change", act)
    return element("label", {}, box, element("span", { dir: "auto" }, text), n === null ? null : element("span", { class: "kb-count" }, String(n)))
  }

  const replacedChoice = () =>
    element("div", { class: "kb-facet" }, choice(say("replacedHere"), null, state.replaced, () => change({ replaced: !state.replaced }), "replaced"))

  const toggle = (key, value) => {
    const values = new Set(state.chosen[key])
    values.has(value) ? values.delete(value) : values.add(value)
    change({ chosen: { ...state.chosen, [key]: values } })
  }

  // Text with <mark> in it, as Pagefind gives it: read in a document of its own, where nothing runs, and copied as text
  const excerpt = html => {
    const parsed = new DOMParser().parseFromString(html, "text/html").body
    return [...parsed.childNodes].map(node => (node.nodeName === "MARK" ? element("mark", {}, node.textContent) : node.textContent))
  }

  // What stands with a result; written in hexadecimal, so that nobody finds it by its words
  const unpacked = hex => {
    const bytes = Uint8Array.from(hex.match(/../g) || [], pair => parseInt(pair, 16))
    return JSON.parse(new TextDecoder().decode(bytes))
  }

  const result = ({ url, meta, excerpt: text, sub_results: sections }) => {
    const parts = sections.filter(each => each.anchor && each.url !== url).slice(0, 3)
    const { type, marks, date, lang } = unpacked(meta.shown)
    return element(
      "li",
      { class: "kb-found__item" },
      element("a", { class: "kb-hit__title", href: url, dir: "auto", lang }, meta.title),
      element("span", { class: "kb-hit__marks" }, element("span", { class: "kb-hit__type" }, type), ...marks.map(badge),
        date ? element("time", { datetime: date }, date) : null),
      parts.length
        ? element("ul", { class: "kb-plain kb-found__parts" }, ...parts.map(section))
        : element("p", { dir: "auto" }, ...excerpt(text))
    )
  }

  const section = ({ url, title, excerpt: text }) =>
    element("li", {}, element("a", { href: url, dir: "auto" }, title.replace(/¶$/, "").trim()), element("p", { dir: "auto" }, ...excerpt(text)))

  const more = (left, list, next) => {
    if (left <= 0) return []
    const made = button(say("more"), "md-button kb-more", async () => {
      const rows = (await next()).map(result)
      list.append(...rows)
      made.replaceWith(...more(left - rows.length, list, next))
      rows[0].querySelector("a").focus()
    })
    return [made]
  }

  const nothing = () => element("p", { class: "kb-quiet" }, `${say("ask")} `, guide())

  const titlesOnly = async mine => {
    let known = null
    try {
      known = await index()
    } catch {
      return found.replaceChildren(element("p", { role: "status" }, say("failed")))
    }
    if (mine !== round) return
    const { results } = known.search(state.words, { replaced: state.replaced })
    const rows = results.slice(0, 3 * AT_A_TIME).map(each => element("li", {}, row(shown(known, each, state.words))))
    const text = results.length ? count(rows.length) : say("none", { q: state.words.trim() })
    found.replaceChildren(
      element("div", { class: "kb-found__main" },
        element("p", { class: "kb-quiet" }, say("titlesOnly")),
        element("p", { role: "status", class: "kb-found__count" }, text),
        results.length ? element("ol", { class: "kb-plain kb-found__list" }, ...rows) : nothing())
    )
  }

  // What was changed becomes a step back leads to; typing changes the address in place
  const change = (changes, step = "pushState") => {
    const held = document.activeElement?.dataset?.kbChoice
    state = { ...state, ...changes }
    history[step](null, "", address(state))
    return search().then(() => {
      if (held) [...found.querySelectorAll("[data-kb-choice]")].find(each => each.dataset.kbChoice === held)?.focus()
    })
  }

  let pause = 0
  input.addEventListener("input", () => {
    clearTimeout(pause)
    pause = setTimeout(() => change({ words: input.value }, "replaceState"), PAUSE)
  })
  form.addEventListener("submit", event => {
    event.preventDefault()
    clearTimeout(pause)
    if (input.value !== state.words) change({ words: input.value })
  })
  addEventListener("popstate", () => {
    state = read()
    input.value = state.words
    search()
  })
  lists.querySelector("[data-kb-hint]").textContent = say("empty")
  input.value = state.words
  search()
  document.documentElement.classList.remove("kb-asked") // from here on this script says what is shown
  if (!state.words) input.focus()
})()
