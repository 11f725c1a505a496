// In a page of the preview: shows what was written as soon as the server tells that there is something new.
// Of an entry only what has changed comes in, as with Material's instant navigation, so that whoever writes stays where
// they are; any other page is loaded again.
(() => {
  const PARTS = ["announce", "outdated", "header-topic", "container"]
  const LOADED_AGAIN = "pre.kb-mermaid, .tabbed-set"
  const LATER = 3000
  let epoch = EPOCH
  let asked
  let later

  const part = (page, name) => page.querySelector(`[data-md-component=${name}]`)
  // An entry, in which no script of a page that is loaded has to do anything
  const canChange = page =>
    part(page, "container")?.querySelector("[data-pagefind-body]") && !page.querySelector(LOADED_AGAIN)

  const show = async () => {
    const answer = await fetch(location.href, {cache: "no-store"})
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    if (!answer.ok || answer.redirected || !window.document$ || !canChange(page) || !canChange(document)) throw page
    document.title = page.title
    for (const name of PARTS) part(page, name) && part(document, name)?.replaceWith(part(page, name))
    window.document$.next(document)
  }

  const poll = () => {
    const request = (asked = new XMLHttpRequest())
    request.onloadend = () => {
      const [now, how] = request.responseText.split(" ")
      if (!(Number(now) > epoch)) return void (later = setTimeout(poll, request.status === 200 ? 0 : LATER))
      epoch = Number(now)
      how === "text" ? show().then(begin, () => location.reload()) : location.reload()
    }
    request.open("GET", `/livereload/${epoch}/REQUEST`)
    request.send()
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
