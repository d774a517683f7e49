import type { Target } from '../chat/index.ts'

/** How far off one source's number was, in tolerances, squared. */
export interface NumberError {
  readonly target: Target
  readonly squared: number
  /** 1 off a known truth; less off what the others said. */
  readonly evidence: number
}

/** The 2.5 % quantile of the standard normal. */
const z = -1.96
/** Errors that a source is credited with before any was seen, each of the average size. */
const priorErrors = 2
/** Evidence on a source before anything is said of it. */
const leastEvidence = 3

/**
 * How much the numbers of each source weigh: the lower 2.5 % bound of its precision, chi-square(n) by the sum of squared
 * errors (CATD, Li et al. 2014), so that few numbers weigh little, however right they were. Keeps the newest examples.
 */
export class NumberErrors {
  readonly #examples = new Map<string, readonly NumberError[]>()
  readonly #sums = new Map<Target, { evidence: number; squares: number }>()
  readonly #maxExamples: number
  #added = 0

  constructor({ maxExamples = 2000 }: { readonly maxExamples?: number } = {}) {
    this.#maxExamples = maxExamples
  }

  /** Errors under an `id` that came before replace what was then added. */
  add(errors: readonly NumberError[], id = `\u0000${this.#added}`): void {
    if (errors.length === 0) return
    this.#added++
    this.#remove(id)
    this.#examples.set(id, errors)
    this.#count(errors, 1)
    const [oldest] = this.#examples.keys()
    if (this.#examples.size > this.#maxExamples && oldest !== undefined) this.#remove(oldest)
  }

  /** Only relative to the others'. `undefined` unless something is known of each of them. */
  weightsOf(targets: readonly Target[]): readonly number[] | undefined {
    const known = targets.flatMap(target => this.#sums.get(target) ?? [])
    if (known.length < targets.length || known.some(({ evidence }) => evidence < leastEvidence)) return undefined
    let evidence = 0
    let squares = 0
    for (const sum of this.#sums.values()) {
      evidence += sum.evidence
      squares += sum.squares
    }
    const average = squares / evidence
    return known.map(sum => lowChiSquare(sum.evidence + priorErrors) / (sum.squares + priorErrors * average))
  }

  #remove(id: string): void {
    this.#count(this.#examples.get(id) ?? [], -1)
    this.#examples.delete(id)
  }

  #count(errors: readonly NumberError[], sign: 1 | -1): void {
    for (const { target, squared, evidence } of errors) {
      const sum = this.#sums.get(target) ?? { evidence: 0, squares: 0 }
      this.#sums.set(target, {
        evidence: sum.evidence + sign * evidence,
        squares: sum.squares + sign * evidence * squared,
      })
    }
  }
}

/** The lower 2.5 % quantile of chi-square with `n` degrees of freedom (Wilson and Hilferty 1931). */
function lowChiSquare(n: number): number {
  const spread = 2 / (9 * n)
  return n * Math.max(0.05, 1 - spread + z * Math.sqrt(spread)) ** 3
}
