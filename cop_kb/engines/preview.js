// In a page of the preview: shows what was written as soon as the server tells that there is something new.
// Of an entry only what has changed comes in, as with Material's instant navigation, so that whoever writes stays where
// they are; any other page is loaded again.
(() => {
  const PARTS = ["announce", "outdated", "header-topic", "container"]
  const LATER = 3000
  let epoch = EPOCH
  let asked
  let later

  const part = (page, name) => page.querySelector(`[data-md-component=${name}]`)
  const isEntry = page => part(page, "container")?.querySelector("[data-pagefind-body]")

  const show = async () => {
    const answer = await fetch(location.href, {cache: "no-store"})
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    if (!answer.ok || answer.redirected || !window.document$ || !isEntry(page) || !isEntry(document)) throw page
    document.title = page.title
    for (const name of PARTS) part(page, name) && part(document, name)?.replaceWith(part(page, name))
    window.document$.next(document)
  }

  const poll = () => {
    asked = new XMLHttpRequest()
    asked.onloadend = () => {
      const [now, how] = asked.responseText.split(" ")
      if (!(Number(now) > epoch)) return void (later = setTimeout(poll, asked.status === 200 ? 0 : LATER))
      epoch = Number(now)
      how === "text" ? show().then(poll, () => location.reload()) : location.reload()
    }
    asked.open("GET", `/livereload/${epoch}/REQUEST`)
    asked.send()
  }
  const stop = () => {
    clearTimeout(later)
    if (asked) asked.onloadend = null
    asked?.abort()
  }
  const begin = () => (stop(), document.visibilityState === "visible" && poll())

  addEventListener("load", begin)
  addEventListener("visibilitychange", begin)
  addEventListener("beforeunload", stop)
})()
