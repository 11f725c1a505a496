// The box's index by MiniSearch instead of ours: the same columns, the same queries, hit@1, hit@3, MRR and CPU time.
//
// usage: npm install --prefix /tmp/ms minisearch@7.2.0 js-yaml@4
//        NODE_PATH=/tmp/ms/node_modules node bench/minisearch.cjs site/search/instant.js tests/search/queries.yml
const fs = require("fs")
const path = require("path")
const MiniSearch = require("minisearch")
const yaml = require("js-yaml")

globalThis.window = globalThis
let data = null
globalThis.kbSearch = given => (data = given)
const load = file => (0, eval)(fs.readFileSync(file, "utf8"))
const scripts = path.join(__dirname, "../theme/assets/javascripts/search")
load(process.argv[2])
load(path.join(scripts, "words.js"))
load(path.join(scripts, "ranking.js"))
const queries = yaml.load(fs.readFileSync(process.argv[3], "utf8"))

const { entries, topics } = data
const cpu = () => Object.values(process.cpuUsage()).reduce((sum, each) => sum + each, 0) / 1000
const documents = entries.title.map((title, id) => ({
  id,
  title,
  aka: entries.aka[id].join(" "),
  before: entries.before[id].join(" "),
  codes: entries.codes[id].join(" "),
  topics: entries.topics[id].map(each => [topics[each].label, ...topics[each].words].join(" ")).join(" "),
  symptom: entries.symptom[id],
  words: entries.words[id]
}))

const told = (name, build, search) => {
  const begin = cpu()
  const index = build()
  const built = cpu() - begin
  const from = cpu()
  const places = queries.map(({ query, expect }) => {
    const slugs = search(index, query).map(id => entries.slug[id])
    return 1 + slugs.findIndex(slug => [expect].flat().includes(slug))
  })
  const each = (cpu() - from) / queries.length
  const share = fits => (places.filter(fits).length / places.length).toFixed(3)
  const mrr = places.reduce((sum, at) => sum + (at && 1 / at), 0) / places.length
  console.log(`${name}: hit@1 ${share(at => at === 1)}, hit@3 ${share(at => at && at <= 3)}, MRR ${mrr.toFixed(3)};`,
    `built in ${built.toFixed(0)} ms CPU, a query ${each.toFixed(1)} ms CPU`)
}

const fields = ["title", "aka", "before", "codes", "topics", "symptom", "words"]
const boost = { title: 3, aka: 2.8, before: 2, codes: 3, topics: 1, symptom: 1.5, words: 1 }
const mini = options => () => {
  const made = new MiniSearch({ fields, ...options })
  made.addAll(documents)
  return made
}
const ask = (index, query) =>
  index.search(query, { prefix: true, fuzzy: 0.2, boost, filter: ({ id }) => entries.trust[id] > 0 }).map(({ id }) => id)
const stems = text => kbWords.terms(text).filter(each => !each.isCommon).map(each => each.stem)
told("ours", () => new kbRanking.Index(data).build(), (index, query) => index.search(query).results.map(({ item }) => item))
told("MiniSearch", mini({}), ask)
told("MiniSearch with our words", mini({ tokenize: stems, processTerm: each => each }), ask)
