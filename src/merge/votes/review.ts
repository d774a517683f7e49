/** A task whose merged label is known, or believed, to be wrong. */
export interface Risk {
  readonly confidence: number
  /** 0 right, 1 wrong; in between where the truth is not known. */
  readonly wrong: number
}

/** Answers to be reviewed should be wrong this many times as often as the others, by what is expected. */
const contrast = 3.2
/** Shares of all answers: fewer flagged ones show nothing, and fewer others make flags useless. */
const least = { flagged: 0.05, others: 0.1 }

/**
 * The confidence below which answers are worth a review: the one next to `usual` at which those below are wrong three times
 * as often as those above. `undefined` where none is, because confidence does not tell the wrong from the right.
 */
export function contrastingThreshold(risks: readonly Risk[], usual: number): number | undefined {
  const sorted = risks.toSorted((a, b) => a.confidence - b.confidence)
  const all = sorted.reduce((sum, { wrong }) => sum + wrong, 0)
  let best: number | undefined
  let wrongBelow = 0
  let below = 0
  // Thresholds on a grid: what a hundredth of confidence decides is chance.
  for (let percent = 50; percent < 100; percent++) {
    const threshold = percent / 100
    for (; below < sorted.length && (sorted[below]?.confidence ?? 1) < threshold; below++) {
      wrongBelow += sorted[below]?.wrong ?? 0
    }
    const above = sorted.length - below
    if (below < least.flagged * sorted.length || above < least.others * sorted.length) continue
    const contrasts = wrongBelow / below >= (contrast * (all - wrongBelow)) / above
    if (contrasts && (best === undefined || Math.abs(threshold - usual) < Math.abs(best - usual))) best = threshold
  }
  return best
}

/**
 * The least confidence from which answers may pass unseen, so that at most `atMostWrong` of all answers pass and are wrong:
 * conformal risk control (Angelopoulos et al. 2022), `(n * risk + 1) / (n + 1) <= atMostWrong`. Holds on the average for
 * answers of the same kind as `risks`. `undefined` where there are too few of these to promise anything.
 */
export function certifiedThreshold(risks: readonly Risk[], atMostWrong: number): number | undefined {
  if (risks.length < 1 / atMostWrong) return undefined
  const allowed = atMostWrong * (risks.length + 1) - 1
  let passed = 0
  let threshold = Infinity
  for (const [confidence, wrong] of byConfidence(risks)) {
    passed += wrong
    if (passed > allowed) break
    threshold = confidence
  }
  return threshold
}

/** Wrong answers at each confidence, the surest first. */
function byConfidence(risks: readonly Risk[]): readonly (readonly [confidence: number, wrong: number])[] {
  const wrongAt = new Map<number, number>()
  for (const { confidence, wrong } of risks) wrongAt.set(confidence, (wrongAt.get(confidence) ?? 0) + wrong)
  return [...wrongAt].sort(([a], [b]) => b - a)
}
