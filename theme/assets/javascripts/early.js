// Before anything is drawn, so that nothing jumps afterwards: what only works with scripts is there from the start
// (Material says so at the end of the page only), and where words are asked for, the search page leaves room for results.
document.documentElement.classList.replace("no-js", "js")
document.documentElement.classList.toggle("kb-asked", Boolean(new URLSearchParams(location.search).get("q")))
