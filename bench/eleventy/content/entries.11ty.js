// The JSON index.
export const data = { permalink: "/index.json", layout: null, eleventyExcludeFromCollections: true }

export function render({ collections }) {
  return JSON.stringify(collections.entries.map(entry => ({
    title: entry.data.title,
    url: entry.url,
    topics: entry.data.topics,
    aka: entry.data.aka,
    authors: entry.data.authors,
    date: this.day(entry.date),
    summary: this.begin(entry.rawInput),
  })))
}
