// What only the browser knows of its reader: when they were here last, and which day it is when they report a try.
// The day of the last visit stays in this browser; nothing is sent anywhere.
(() => {
  const DAY = /^\d{4}-\d\d-\d\d$/
  const script = document.currentScript
  const here = new URL("../..", script.src).pathname
  const said = script.dataset.kbSince
  const now = new Date()
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map(each => String(each).padStart(2, "0")).join("-")

  // The day of the visit before today's; "" on the first, and where the browser keeps nothing
  const lastVisit = () => {
    try {
      const key = `cop-kb:visit:${here}`
      const [last = "", current = ""] = (localStorage.getItem(key) || "").split(" ").reverse()
      const before = last === today ? current : last
      localStorage.setItem(key, before ? `${before} ${today}` : today)
      return DAY.test(before) ? before : ""
    } catch {
      return ""
    }
  }
  const since = lastVisit()

  const mark = element => {
    const day = element.dataset.kbChanged
    if (!since || !DAY.test(day) || day < since || element.querySelector(".kb-since")) return
    const badge = document.createElement("span")
    badge.className = "kb-since"
    badge.textContent = said
    badge.title = since
    ;(element.querySelector(".kb-badges, .kb-event__when") || element).append(badge)
  }

  const letters = () => Array.from(crypto.getRandomValues(new Uint8Array(6)), each => (each % 36).toString(36)).join("")

  const run = () => {
    document.querySelectorAll("[data-kb-changed]").forEach(mark)
    for (const link of document.querySelectorAll("a[data-kb-new]")) {
      link.href = link.href.replaceAll("YYYY-MM-DD", today).replace("xxxxxx", letters())
    }
  }

  // Where Material loads pages by itself (navigation.instant), it says so here
  window.document$ ? window.document$.subscribe(run) : run()
})()
