// An old address leads on with its part from # on, or to where that part has come since: no server sees that part.
(() => {
  const { to, parts } = document.currentScript.dataset
  let part = location.hash.slice(1)
  try {
    part = decodeURIComponent(part)
  } catch {
    // as it is
  }
  const moved = new Map(Object.entries(JSON.parse(parts))).get(part)
  location.replace(moved || (location.hash ? to.split("#")[0] + location.hash : to))
})()
