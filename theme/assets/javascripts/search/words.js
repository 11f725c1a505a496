// Words as the search compares them: folded (small letters, no accents, ä = ae = a), without the endings of English and German.
// The same for what is typed and for what is found.
window.kbWords = (() => {
  const WORD = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}\p{M}]+/gu
  const MARKS = /\p{M}/gu
  const OTHER = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ı: "i" }
  const PLAIN = /^[a-z]+$/
  const VOWEL = /[aeiouy]/
  const TWICE = /([^aeiou])\1$/

  // Ending, how many letters must be left, what takes its place
  const ENDINGS = [
    [/(?:ungen|ung)$/, 4],
    [/ings?$/, 3],
    [/(?<=[st])ions?$/, 4],
    [/(?:ments?|ness|heiten|heit|keiten|keit)$/, 4],
    [/(?:ies|ied)$/, 2, "y"],
    [/(?:ern|ers|er|em|en|es|ed|e)$/, 3],
    [/(?<!s)s$/, 3],
    [/(?<=[lr])n$/, 3],
    [/(?<=[ae][lr])t$/, 4],
    [/y$/, 4]
  ]

  // Words that are in every question
  const COMMON = new Set(fold(`a an and any are as at be been but by can could did do does for from had has have how i if
    in into is it its me my of off on or our should so that the their them then there these they this to too us was we were
    what when where which while who why will with would you your
    aber als am an auch auf aus bei beim bin bis da das dass dem den der des die dies diese doch ein eine einem einen einer
    er es für hat hatte ich ihr im ist ja kann man mein meine mich mir mit nach nicht noch nur oder ob sein sich sie sind
    so soll um und uns vom von vor wann war warum was weil welche welcher wenn wer werden wie wieso wir wird wo zu zum zur
    über`).split(/\s+/))

  function fold(text) {
    return text
      .toLowerCase()
      .normalize("NFD")
      .replace(MARKS, "")
      .replace(/[ßæœøłđı]/g, letter => OTHER[letter])
      .replace(/ae|oe|(?<!q)ue/g, pair => pair[0])
  }

  const known = new Map()

  // A word as it is written → { word: folded, stem, isCommon }
  function term(written) {
    let found = known.get(written)
    if (!found) {
      const word = fold(written)
      found = { word, stem: PLAIN.test(word) ? stripped(word) : word, isCommon: COMMON.has(word) }
      known.set(written, found)
    }
    return found
  }

  function stripped(word) {
    for (let before = ""; before !== word; ) {
      before = word
      for (const [ending, least, instead = ""] of ENDINGS) {
        const at = word.search(ending)
        if (at >= least && VOWEL.test(word.slice(0, at))) {
          word = word.slice(0, at) + instead
          break
        }
      }
      if (word.length > 3 && TWICE.test(word)) word = word.slice(0, -1)
    }
    return word
  }

  // The terms of a text
  const terms = text => (text.match(WORD) || []).map(term)

  // The same with where they stand: [{ word, stem, start, end }]
  const places = text =>
    [...text.matchAll(WORD)].map(found => ({ ...term(found[0]), start: found.index, end: found.index + found[0].length }))

  return { fold, terms, places }
})()
