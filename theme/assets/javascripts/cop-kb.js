// What a page cannot know when it is built (how long ago a date is, where the page lies), and the button that opens
// the search. Without this script all dates still stand there.
(() => {
  const DAY = 86_400_000
  const STEPS = [["year", 365.25], ["month", 30.44], ["week", 7], ["day", 1]]
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "auto" })

  // "2026-03-03", "2026-03" or "2026", said no more exactly than it is written
  const ago = text => {
    const [year, month = 1, day = 1] = text.split("-").map(Number)
    const now = new Date()
    const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())
    const finest = ["year", "month", "day"][text.split("-").length - 1]
    if (finest === "year") return words.format(year - now.getFullYear(), "year")
    if (finest === "month") {
      const months = (year - now.getFullYear()) * 12 + month - 1 - now.getMonth()
      return Math.abs(months) < 12 ? words.format(months, "month") : words.format(Math.trunc(months / 12), "year")
    }
    const days = Math.round((Date.UTC(year, month - 1, day) - today) / DAY)
    const [unit, length] = STEPS.find(([, size]) => Math.abs(days) >= size) || STEPS[3]
    return words.format(Math.trunc(days / length), unit)
  }

  const run = () => {
    for (const time of document.querySelectorAll(".kb time[datetime]")) {
      if (!/^\d{4}(-\d\d){0,2}$/.test(time.dateTime)) continue
      time.title = ago(time.dateTime)
      if (!time.closest("[data-kb-ago]")) continue
      const said = document.createElement("span")
      said.className = "kb-ago"
      said.textContent = time.title
      time.after(" ", said)
    }

    for (const button of document.querySelectorAll("[data-kb-search]")) {
      button.addEventListener("click", () => {
        document.getElementById("__search")?.click()
        document.querySelector("[data-md-component=search-query]")?.focus()
      })
    }

    // Material gives the name to the field and not to the dialog around it
    const dialog = document.querySelector(".md-search[role=dialog]:not([aria-label])")
    dialog?.setAttribute("aria-label", dialog.querySelector("input").getAttribute("aria-label"))

    for (const address of document.querySelectorAll("[data-kb-address]")) {
      address.textContent = address.href
    }
  }

  // Where Material loads pages by itself (navigation.instant), it says so here
  window.document$ ? window.document$.subscribe(run) : run()
})()
