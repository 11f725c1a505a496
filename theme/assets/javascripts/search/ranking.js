// Which entries a few words mean, while they are typed: an index over the columns of search/instant.js, without a page.
// What is written as it was typed comes before other forms of the word, those before longer words, those before a
// misspelling, and that before a synonym. Of two that are as good, the one that more people have proven comes first.
window.kbRanking = (() => {
  const { fold, terms: wordsOf } = window.kbWords

  // How much a match says, by where it is and by how it came about
  const FIELDS = { title: 1, aka: 0.95, before: 0.8, codes: 1, symptom: 0.6, words: 0.45, topic: 0.45, synonym: 0.3 }
  const [WHOLE, BEGINS, PART, MISSPELT, SYNONYM] = [1, 0.75, 0.6, 0.55, 0.4]
  const [CODE, EXACT, PHRASE, LIKE, TRUST, PAGE] = [1000, 500, 0.25, 0.9, 0.015, 0.5]
  const LOOKED_AT = 80
  const AT_A_TIME = 400

  const bare = text => fold(text).replace(/[^\p{L}\p{N}]/gu, "")
  
  class Index {
    constructor(data) {
      const { entries, topics, pages } = data
      this.data = data
      this.count = entries.title.length
      this.size = this.count + pages.length
      this.lists = new Map() // stem → [item, weight, item, weight, …]
      this.words = new Map() // word → stem
      this.codes = new Map() // code without its dashes → [item]
      this.ofTopic = topics.map(topic => [[topic.label, FIELDS.topic], ...topic.words.map(each => [each, FIELDS.synonym])]
        .map(([text, weight]) => [wordsOf(text), weight]))
      this.sameness = this.synonyms()
      this.phrases = new Map() // text → what it is compared by
    }

    // Index some more; true when all is done
    *building() {
      for (let item = 0; item < this.size; item++) {
        if (item < this.count) this.add(item)
        else this.text(item, this.data.pages[item - this.count][0], FIELDS.title)
        if (item % AT_A_TIME === AT_A_TIME - 1) yield
      }
      this.sorted = [...this.words.keys()].sort()
      yield
      this.letters = Int32Array.from(this.sorted, lettersOf)
      yield* this.compounds()
    }

    build() {
      for (const _ of this.building());
      return this
    }

    add(item) {
      const { title, aka, before, codes, topics, symptom, words } = this.data.entries
      this.text(item, title[item], FIELDS.title)
      for (const name of aka[item]) this.text(item, name, FIELDS.aka)
      for (const name of before[item]) this.text(item, name, FIELDS.before)
      for (const code of codes[item]) {
        this.text(item, code, FIELDS.codes)
        const key = bare(code)
        this.codes.set(key, [...(this.codes.get(key) || []), item])
      }
      this.text(item, symptom[item], FIELDS.symptom)
      if (words[item]) this.text(item, words[item], FIELDS.words)
      for (const topic of topics[item]) for (const [found, weight] of this.ofTopic[topic]) this.list(item, found, weight)
    }

    text(item, text, weight) {
      this.list(item, wordsOf(text), weight)
    }

    list(item, found, weight) {
      for (const { word, stem } of found) {
        if (!this.words.has(word)) this.words.set(word, stem)
        const list = this.lists.get(stem)
        if (!list) this.lists.set(stem, [item, weight])
        else if (list[list.length - 2] !== item) list.push(item, weight)
        else if (list[list.length - 1] < weight) list[list.length - 1] = weight
      }
    }

    // What a topic is called is one thing by several names
    synonyms() {
      const found = new Map()
      for (const topic of this.ofTopic) {
        const names = topic.map(([name]) => name)
        for (const name of names) {
          const key = name.map(each => each.stem).join(" ")
          const others = names.filter(other => other !== name && other.length === 1).map(([other]) => other.stem)
          found.set(key, new Set([...(found.get(key) || []), ...others]))
        }
      }
      return found
    }

    // “Motorgeräusch” is found by “Geräusch” too
    *compounds() {
      this.within = new Map() // stem of a part → [stem of the whole]
      let done = 0
      for (const [word, whole] of this.words) {
        if (++done % (4 * AT_A_TIME) === 0) yield
        for (const part of this.parts(word)) {
          if (part === whole) continue
          const list = this.within.get(part)
          if (list) list.push(whole)
          else this.within.set(part, [whole])
        }
      }
    }

    // The stems of the two words that a long one is made of, or nothing
    parts(word) {
      if (word.length < 8 || word.length > 40) return []
      for (let at = 4; at <= word.length - 4; at++) {
        const first = word.slice(0, at)
        const known = this.words.get(first) || this.words.get(first.replace(/(?:es|s|en|n)$/, ""))
        const last = this.words.get(word.slice(at))
        if (known && last) return [known, last]
      }
      return []
    }

    // All that a typed word may mean: stem → how surely
    meanings({ word, stem }, isLast) {
      const found = new Map()
      const add = (other, quality) => found.set(other, Math.max(quality, found.get(other) || 0))
      if (this.lists.has(stem)) add(stem, WHOLE)
      if (word.length >= 3 || isLast) {
        for (const longer of this.beginning(word)) {
          const much = word.length / longer.length
          add(this.words.get(longer), (isLast ? BEGINS : PART) * (0.6 + 0.4 * much))
        }
      }
      for (const whole of this.within.get(stem) || []) add(whole, PART)
      if (!found.size) for (const part of this.parts(word)) add(part, PART)
      if (!found.size && word.length >= 4) for (const [other, quality] of this.misspelt(word)) add(other, quality)
      return found
    }

    // Known words that begin so
    beginning(start) {
      const { sorted } = this
      let [low, high] = [0, sorted.length]
      while (low < high) {
        const middle = (low + high) >> 1
        if (sorted[middle] < start) low = middle + 1
        else high = middle
      }
      let end = low
      while (end < sorted.length && sorted[end].startsWith(start)) end++
      return sorted.slice(low, end)
    }

    // Known words that differ by one slip, or by two where the word is long and one finds nothing
    *misspelt(word) {
      const letters = lettersOf(word)
      for (const slips of word.length >= 7 ? [1, 2] : [1]) {
        let any = false
        for (let at = 0; at < this.sorted.length; at++) {
          const other = this.sorted[at]
          if (Math.abs(other.length - word.length) > slips || bits(letters ^ this.letters[at]) > 2 * slips) continue
          if (!within(word, other, slips)) continue
          any = true
          yield [this.words.get(other), (MISSPELT / slips) * (other[0] === word[0] ? 1 : 0.8)]
        }
        if (any) return
      }
    }

    // What is typed, as terms: { found: stem → quality, much: how much it says }
    terms(query) {
      const typed = wordsOf(query)
      const said = typed.filter(each => !each.isCommon)
      const used = said.length ? said : typed
      const open = !/\s$/.test(query)
      const terms = used.map(each => ({ ...each, found: this.meanings(each, open && each === typed.at(-1)) }))
      this.joined(terms)
      this.alike(terms)
      for (const term of terms) term.much = this.worth(term)
      return terms
    }

    // “wind screen” is “windscreen”
    joined(terms) {
      terms.slice(1).forEach((term, at) => {
        const whole = this.words.get(terms[at].word + term.word)
        if (whole) for (const each of [terms[at], term]) each.found.set(whole, WHOLE)
      })
    }

    alike(terms) {
      for (let start = 0; start < terms.length; start++) {
        for (let end = start + 1; end <= Math.min(terms.length, start + 3); end++) {
          const run = terms.slice(start, end)
          const others = this.sameness.get(run.map(each => each.stem).join(" ")) || []
          for (const other of others) {
            for (const { found } of run) if (!found.has(other) && this.lists.has(other)) found.set(other, SYNONYM)
          }
        }
      }
    }

    // A word that few entries have says more
    worth({ stem, found }) {
      const list = this.lists.get(stem)
      const surest = Math.max(0, ...found.values())
      const times = list
        ? list.length / 2
        : Math.max(1, ...[...found].filter(([, quality]) => quality === surest).map(([each]) => this.lists.get(each)?.length / 2 || 1))
      return Math.log(1 + this.size / times)
    }

    // { results: [{ item, score, stems }], replaced: how many more there were of those, missing: words that say nothing
    // here }. Only items are looked at that are “among” those meant
    search(query, { replaced = false, among = () => true } = {}) {
      const typed = this.terms(query)
      const terms = typed.filter(term => term.found.size)
      const missing = typed.filter(term => !term.found.size).map(term => term.word)
      const all = terms.reduce((sum, { much }) => sum + much, 0)
      const scores = new Float64Array(this.size)
      const surest = new Float64Array(this.size)
      const met = new Uint8Array(this.size) // how many of the words
      for (const { found, much } of terms) {
        surest.fill(0)
        for (const [stem, quality] of found) {
          const list = this.lists.get(stem) || []
          for (let at = 0; at < list.length; at += 2) {
            const value = quality * list[at + 1]
            if (value > surest[list[at]]) surest[list[at]] = value
          }
        }
        for (let item = 0; item < this.size; item++) {
          if (!surest[item]) continue
          scores[item] += (surest[item] * much) / all
          met[item]++
        }
      }
      const byCode = this.codesIn(query)
      for (const [item, more] of byCode) scores[item] += more
      for (let item = 0; item < this.size; item++) if (scores[item] && !among(item)) scores[item] = 0
      const items = this.current(scores, met, terms.length, replaced)
      return { ...this.ordered(items, scores, terms, query), missing }
    }

    // What is still current. An entry that is not is among it on request: that is also to name it with words that no
    // current entry has all of
    current(scores, met, all, withReplaced) {
      const { trust } = this.data.entries
      let [items, past, most] = [[], [], 0]
      for (let item = 0; item < this.size; item++) {
        if (!scores[item]) continue
        if (item < this.count && !trust[item] && !withReplaced) past.push(item)
        else {
          items.push(item)
          most = Math.max(most, met[item])
        }
      }
      const named = most < all ? past.filter(item => met[item] === all) : []
      return { items: [...items, ...named], replaced: past.length - named.length }
    }

    // Items whose code is typed, whole or begun
    codesIn(query) {
      const found = new Map()
      const typed = query.split(/\s+/).filter(Boolean).map(bare)
      const runs = typed.flatMap((_, start) => [1, 2, 3].map(length => typed.slice(start, start + length).join("")))
      for (const run of new Set([bare(query), ...runs])) {
        for (const item of this.codes.get(run) || []) found.set(item, run === bare(query) ? CODE : CODE / 2)
      }
      if (!found.size && /\d/.test(query) && bare(query).length >= 3) {
        for (const [code, items] of this.codes) {
          if (code.startsWith(bare(query))) for (const item of items) found.set(item, CODE / 4)
        }
      }
      return found
    }

    ordered({ items, replaced }, scores, terms, query) {
      const { trust } = this.data.entries
      const said = saying(wordsOf(query))
      const stems = new Set(terms.flatMap(({ found }) => [...found.keys()]))
      const results = best(items, scores, LOOKED_AT).map(item => {
        if (item >= this.count) return { item, score: scores[item] * PAGE, stems }
        const near = this.nearest(item, terms, said)
        const score = (scores[item] + LIKE * near.score) * (1 + TRUST * Math.max(0, trust[item] - 1))
        return { item, score: score + (near.isExact ? EXACT : 0), stems, line: near.line }
      })
      results.sort((one, other) => other.score - one.score || one.item - other.item)
      return { results, count: items.length, replaced }
    }

    // Which of its names says best what was typed, and how well
    nearest(item, terms, said) {
      const { title, aka, before, symptom } = this.data.entries
      const texts = [
        [title[item], 1, "title"],
        ...aka[item].map(text => [text, 0.95, "aka"]),
        ...before[item].map(text => [text, 0.8, "before"]),
        [symptom[item], 0.7, "symptom"]
      ]
      let found = { score: 0, line: ["symptom", symptom[item]], isExact: false }
      for (const [text, weight, kind] of texts) {
        const phrase = this.phrase(text)
        const isExact = phrase.said === said
        const holds = said.includes(" ") && ` ${phrase.said} `.includes(` ${said} `) ? PHRASE : 0
        const score = isExact ? 2 : weight * (likeness(phrase, terms) + holds)
        if (score > found.score) found = { score, line: [kind, text], isExact }
      }
      return found
    }

    phrase(text) {
      let found = this.phrases.get(text)
      if (!found) {
        const words = wordsOf(text)
        const stems = [...new Set(words.filter(each => !each.isCommon).map(each => each.stem))]
        const much = stems.map(each => Math.log(1 + (2 * this.size) / (this.lists.get(each)?.length || 2)))
        found = { said: saying(words), stems, much, all: much.reduce((sum, each) => sum + each, 0) }
        this.phrases.set(text, found)
      }
      return found
    }

    // The topics that are called so
    topics(query) {
      const said = wordsOf(query).filter(each => !each.isCommon).map(each => each.stem).join(" ")
      if (!said) return []
      return this.data.topics.filter((_, number) =>
        this.ofTopic[number].some(([name]) => name.map(each => each.stem).join(" ") === said)
      )
    }
  }

  // Which letters a word has, one bit each: words that differ in many cannot differ by one slip
  function lettersOf(word) {
    let found = 0
    for (let at = 0; at < word.length; at++) found |= 1 << word.charCodeAt(at) % 32
    return found
  }

  function bits(number) {
    let found = 0
    for (; number; number &= number - 1) found++
    return found
  }

  // The so many of the highest scores, the highest first
  function best(items, scores, most) {
    const kept = []
    for (const item of items) {
      const score = scores[item]
      if (kept.length === most && score <= scores[kept[most - 1]]) continue
      let at = kept.length === most ? most - 1 : kept.length
      while (at > 0 && scores[kept[at - 1]] < score) kept[at] = kept[--at]
      kept[at] = item
    }
    return kept
  }

  const saying = words => words.map(each => each.word).join(" ")

  // How much of what was typed is in a phrase, and how much of the phrase that is
  function likeness({ stems, much, all }, terms) {
    if (!all) return 0
    let [typed, met, own] = [0, 0, 0]
    const qualities = stems.map(() => 0)
    for (const term of terms) {
      let best = 0
      stems.forEach((stem, at) => {
        const quality = term.found.get(stem) || 0
        if (quality > qualities[at]) qualities[at] = quality
        if (quality > best) best = quality
      })
      typed += term.much
      met += term.much * best
    }
    qualities.forEach((quality, at) => (own += much[at] * quality))
    return typed ? (met / typed) * (0.5 + (0.5 * own) / all) : 0
  }

  // Whether two words differ by so many slips at most: a letter more, less, another, or two in the wrong order
  function within(one, other, slips) {
    let before = []
    let last = Array.from({ length: other.length + 1 }, (_, at) => at)
    for (let i = 1; i <= one.length; i++) {
      const row = [i]
      let least = i
      for (let j = 1; j <= other.length; j++) {
        const same = one[i - 1] === other[j - 1]
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1))
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
          row[j] = Math.min(row[j], before[j - 2] + 1)
        }
        if (row[j] < least) least = row[j]
      }
      if (least > slips) return false
      before = last
      last = row
    }
    return last[other.length] <= slips
  }

  return { Index }
})()
