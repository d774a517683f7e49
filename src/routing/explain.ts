import type { DecidedCandidate, Decision } from './decision.ts'

/**
 * A decision in words and numbers, a line each: what was asked for, what is done and why, what is believed of everybody, and
 * why the others were left out. Holds nothing of the request's content.
 */
export function explain({ plan, strategy, candidates, context }: Decision): readonly string[] {
  const { task, constraints, check } = context
  const about = [
    `${task.kind} (sure by ${percent(task.confidence)})`,
    `${task.inputTokens} tokens`,
    ...(task.needs.length > 0 ? [`needs ${task.needs.join(', ')}`] : []),
    ...(task.sensitivity ? [`stakes ${percent(task.sensitivity.stakes)}`] : []),
    ...limitsOf(constraints),
    ...(check
      ? [
          `answers are checked: the check accepts ${percent(check.acceptsRight)} of right answers and ${percent(check.acceptsWrong)} of wrong ones`,
        ]
      : []),
  ]
  const chance =
    plan.propensity === undefined || plan.propensity === 1 ? '' : `, chosen with ${percent(plan.propensity)}`
  const inOrder = [...candidates].sort((a, b) => (b.score ?? -Infinity) - (a.score ?? -Infinity))
  return [
    about.join('; '),
    `${strategy}: ${plan.mode} ${plan.targets.join(' → ')}${chance}${plan.reason === undefined ? '' : `: ${plan.reason}`}`,
    ...inOrder.map(lineOf),
  ]
}

function lineOf({ target, prediction, score, excluded }: DecidedCandidate): string {
  const believed: string[] = []
  if (prediction) {
    const { quality, costUsd, latencyMs, availability } = prediction
    believed.push(
      `quality ${quality.mean.toFixed(2)} ± ${quality.stdDev.toFixed(2)} (${quality.samples.toFixed(0)} scores)`,
    )
    believed.push(`$${Number(costUsd.mean.toPrecision(2))}`, `${Math.round(latencyMs.mean)} ms`)
    if (availability) believed.push(`answers ${percent(availability.mean)}`)
  }
  if (score !== undefined) believed.push(`worth ${score.toFixed(3)}`)
  return `${target}: ${excluded === undefined ? '' : `left out, ${excluded}; `}${believed.join(', ')}`
}

function limitsOf({ maxCostUsd, maxLatencyMs, minQuality }: Decision['context']['constraints']): readonly string[] {
  return [
    ...(maxCostUsd === undefined ? [] : [`at most $${maxCostUsd}`]),
    ...(maxLatencyMs === undefined ? [] : [`at most ${maxLatencyMs} ms`]),
    ...(minQuality === undefined ? [] : [`quality from ${minQuality}`]),
  ]
}

const percent = (share: number): string => `${Math.round(100 * share)} %`
