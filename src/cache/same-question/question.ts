/** A question, taken apart so that another one can be compared with it. */
export interface Question {
  /** Every word in its compared form, in order. */
  readonly words: readonly string[]
  /** The words that carry meaning, each once. */
  readonly content: ReadonlySet<string>
  /** The words that name something: numbers, codes, names. Another value is another question. */
  readonly values: ReadonlySet<string>
  /** Of those, what is neither a number nor a day, month or season. */
  readonly names: ReadonlySet<string>
  /** Numbers with their unit, where one follows: `5 km`, `400`. Sorted; each as often as it is there. */
  readonly quantities: readonly string[]
  /** How many words deny or exclude. */
  readonly negations: number
  /** What kind of answer is asked for, where the question says so: a person, a time, a count … */
  readonly asksFor: ReadonlySet<string>
}

const wordPattern = /\p{N}+(?:[.,:/-]\p{N}+)*|\p{L}[\p{L}\p{M}\p{N}_]*(?:['’]\p{L}+)?|[\p{Sc}%°]/gu
const numberPattern = /^\p{N}/u

/** Words that hold a sentence together. They are compared by the guards, not by likeness. */
const functionWords = new Set(
  `a an the this that these those there here it its is are was were be been being am do does did done doing have has had
  having will would shall should can could may might must ought i me my mine myself you your yours we us our ours he him his
  she her hers they them their theirs of in on at to for from by with about into onto over under between through during
  regarding concerning as than then so and or but if whether what which who whom whose when where why how much many any some
  all each every both please tell show give list know let get got just also only ever yet still possible like want need
  looking look find help say said s re ve ll d m t am pm one ones thing things lot`
    .split(/\s+/)
    .map(word => word.trim()),
)
const negativeWords = new Set(
  `not no never none nothing nobody neither nor without except excluding exclude besides cannot can't n't unless lack lacks
  avoid other else stop kein keine nicht ohne sans pas ni sin nunca ningún non nessun`.split(/\s+/),
)
const unitPattern =
  /^(%|°|[a-z]{1,3}|percent|degrees?|years?|months?|weeks?|days?|hours?|minutes?|seconds?|dollars?|euros?|pounds?|miles?|meters?|metres?|grams?|tokens?|bytes?)$/
/** Written numbers count as numbers. */
const numerals = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve'.split(' ').map((word, n) => [word, `${n}`]),
)
/** Days, months and seasons name a time whether or not they are written large. */
const calendar =
  /^(monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|june|july|august|september|october|november|december|winter|spring|summer|autumn|fall|today|tomorrow|yesterday|tonight|noon|midnight|morning|afternoon|evening|weekend)s?$/

const answerKinds: readonly (readonly [string, RegExp])[] = [
  ['count', /\b(how many|(the )?(number|quantity|amount|count) of)\b/],
  ['amount', /\bhow much/],
  ['person', /\b(who|whom|whose|which person|what person|by whom)\b/],
  ['time', /\b(when|what (time|date|day|year)s?|how (soon|recently)|which (day|date|year|time)s?)\b/],
  ['place', /\b(where|what place|which (place|room|building|city|country))\b/],
  ['reason', /\b(why|how come|what is the reason|for what reason)\b/],
  ['duration', /\bhow long\b/],
  ['frequency', /\bhow (often|frequently)\b/],
  ['difference', /\b(differ|differs|difference|differences|different|compare|versus|vs)\b/],
]

/** Takes a question apart. Costs some 10 µs for a sentence. */
export function parseQuestion(text: string): Question {
  const plain = text
    .normalize('NFKC')
    .replaceAll('’', "'")
    .replaceAll(/n't\b/gi, ' not')
    .replaceAll(/\bcannot\b/gi, 'can not')
  let end = 0
  const raw = [...plain.matchAll(wordPattern)].map(({ 0: written, index }) => {
    const gap = plain.slice(end, index)
    end = index + written.length
    return { text: written, gap }
  })
  const words = raw.map(
    ({ text: word }) => numerals.get(word.toLowerCase()) ?? stem(word.toLowerCase().replace(/'s$|'$/, '')),
  )
  const content = new Set<string>()
  const values = new Set<string>()
  const names = new Set<string>()
  const shouts = mostlyCapital(raw.map(word => word.text))
  let negations = 0
  raw.forEach(({ text: written, gap }, i) => {
    const word = words[i] ?? ''
    const lower = written.toLowerCase()
    if (negativeWords.has(lower)) negations++
    if (functionWords.has(lower) || functionWords.has(word) || negativeWords.has(lower)) return
    content.add(word)
    const starts = i === 0 || /[.!?:]\s*["'(]*$/.test(gap)
    const named = isCapital(written) && !shouts && (!starts || isCapital(raw[i + 1]?.text ?? ''))
    const isTime = numberPattern.test(word) || calendar.test(lower)
    if (isTime || isCode(written) || named) values.add(word)
    if (!isTime && (isCode(written) || named)) names.add(word)
  })
  const lower = plain.toLowerCase()
  return {
    words,
    content,
    values,
    names,
    quantities: quantitiesOf(words),
    negations,
    asksFor: kindsOfAnswer(lower),
  }
}

function kindsOfAnswer(lower: string): Set<string> {
  const kinds = new Set(answerKinds.filter(([, pattern]) => pattern.test(lower)).map(([kind]) => kind))
  // Each line is read once: one pattern for both halves would read it again from every "what is" on.
  const rests = [...lower.matchAll(/\bwhat (?:is|are|does) (.*)/g)]
  if (rests.some(([, rest = '']) => /\b(cost|price|fee)s?\b/.test(rest))) kinds.add('amount')
  return kinds
}

/** The form in which words are compared: without the commonest English endings. Words of other languages mostly stay as they are. */
export function stem(word: string): string {
  if (word.length < 4 || /\d/.test(word)) return word
  const base = word
    .replace(/(ss|sh|ch|x|z)es$/, '$1')
    .replace(/ies$/, 'y')
    .replace(/([^su])s$/, '$1')
  if (base.length < 6) return base
  return base
    .replace(/(?<=[aeiouy].{2,})(ing|ed|er|ly)$/, '')
    .replace(/([bdfgklmnprt])\1$/, '$1')
    .replace(/e$/, '')
}

function quantitiesOf(words: readonly string[]): string[] {
  const found: string[] = []
  words.forEach((word, i) => {
    if (!numberPattern.test(word)) return
    const unit = words[i + 1] ?? ''
    found.push(unitPattern.test(unit) && !functionWords.has(unit) ? `${word} ${unit}` : word)
  })
  return found.sort()
}

function isCapital(word: string): boolean {
  return /^\p{Lu}/u.test(word) && word !== 'I' && !word.startsWith("I'")
}

/** `EECS`, `v2`, `gpt4o`: capitals throughout, or letters with digits. */
function isCode(word: string): boolean {
  return /^\p{Lu}{2,}$/u.test(word) || (/\p{N}/u.test(word) && /\p{L}/u.test(word))
}

/** In a headline a capital says nothing. */
function mostlyCapital(words: readonly string[]): boolean {
  const telling = words.filter(word => !functionWords.has(word.toLowerCase()))
  return telling.length >= 4 && telling.filter(isCapital).length > 0.8 * telling.length
}
