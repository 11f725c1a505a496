// The frame in which Eleventy builds the entries: head, sidebar, related entries, table of contents, highlighting, JSON index.
import highlight from "@11ty/eleventy-plugin-syntaxhighlight"

const TYPES = ["cases", "faqs", "lessons", "problems"]
const HEADING = /<h([23])>(.*?)<\/h\1>/g
const slug = text => text.toLowerCase().replace(/[^a-z0-9]+/g, "-")

export default function (config) {
  config.addPlugin(highlight)
  config.addPassthroughCopy("site.css")
  config.addGlobalData("layout", "entry.njk")
  config.addGlobalData("types", TYPES)
  const entries = api => api.getFilteredByGlob(TYPES.map(type => `content/${type}/*.md`))
  config.addCollection("entries", entries)
  for (const type of TYPES) config.addCollection(type, api => api.getFilteredByGlob(`content/${type}/*.md`))
  const byTopic = api => {
    const found = new Map()
    for (const entry of entries(api)) {
      for (const topic of entry.data.topics) found.set(topic, found.get(topic) ?? []).get(topic).push(entry)
    }
    return [...found].sort().map(([name, entries]) => ({ name, entries }))
  }
  config.addCollection("topics", byTopic)
  config.addCollection("lists", api => {
    const named = TYPES.map(name => ({ name, entries: api.getFilteredByGlob(`content/${name}/*.md`), path: name }))
    const topics = byTopic(api).map(topic => ({ ...topic, path: `topics/${topic.name}` }))
    return [...named, ...topics].flatMap(({ name, entries, path }) =>
      Array.from({ length: Math.ceil(entries.length / 50) }, (_, number) => ({
        name,
        entries: entries.slice(50 * number, 50 * (number + 1)),
        path: number ? `${path}/page/${number + 1}` : path,
      })))
  })
  config.addFilter("day", date => date.toISOString().slice(0, 10))
  config.addFilter("summary", html => /<p>(.*?)<\/p>/s.exec(html ?? "")?.[1].replace(/<[^>]*>/g, "") ?? "")
  config.addFilter("begin", markdown => /^[A-Z].*$/m.exec(markdown ?? "")?.[0] ?? "")
  config.addFilter("anchored", html => html.replace(HEADING, (_, level, text) => `<h${level} id="${slug(text)}">${text}</h${level}>`))
  config.addFilter("contents", html => [...html.matchAll(HEADING)].map(([, , text]) => ({ id: slug(text), text })))
  config.addFilter("related", (topics, all, url) => {
    const near = all.filter(topic => topics?.includes(topic.name)).flatMap(topic => topic.entries.slice(0, 4))
    return near.filter(entry => entry.url !== url).slice(0, 5)
  })
  return { dir: { input: "content", includes: "../_includes", output: "site" }, markdownTemplateEngine: false }
}
