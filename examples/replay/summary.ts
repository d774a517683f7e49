import type { Report } from 'routewise'
import { labelOf, models } from './models.ts'
import type { Question } from './questions.ts'
import type { Run, Served } from './run.ts'

/** One row of the comparison. */
export interface Row {
  readonly name: string
  /** Mean score of all requests; one that was lost counts 0. */
  readonly quality: number
  readonly usdPer1000: number
  readonly p50Ms?: number
  readonly p95Ms?: number
  readonly lost?: number
  /** Of the answers, by target. */
  readonly shares: Readonly<Record<string, number>>
}

export function rowOf({ name, served }: Run): Row {
  const answered = served.filter(request => request.target !== undefined)
  const latencies = answered.map(request => request.latencyMs).sort((a, b) => a - b)
  const at = (q: number): number => latencies[Math.floor(q * (latencies.length - 1))] ?? Number.NaN
  return {
    name,
    quality: sum(served, request => request.score ?? 0) / served.length,
    usdPer1000: (1000 * sum(served, request => request.costUsd)) / served.length,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    lost: served.length - answered.length,
    shares: Object.fromEntries(
      models.map(({ target }) => [
        target,
        answered.filter(request => request.target === target).length / answered.length,
      ]),
    ),
  }
}

/** Each model alone, from the records: what one would have chosen knowing all outcomes, and no outage. Best first. */
export function hindsight(
  questions: readonly Question[],
): (Row & { readonly target: string; readonly label: string })[] {
  return models
    .map(({ target, label }) => ({
      target,
      label,
      name: `best single in hindsight: ${label}`,
      quality: sum(questions, ({ outcomes }) => outcomes[target]?.score ?? 0) / questions.length,
      usdPer1000: (1000 * sum(questions, ({ outcomes }) => outcomes[target]?.costUsd ?? 0)) / questions.length,
      shares: { [target]: 1 },
    }))
    .sort((a, b) => b.quality - a.quality)
}

/** What the outage did, and what was done about it. Times in ms. */
export interface OutageStory {
  readonly provider: string
  readonly lengthMs: number
  /** Requests that came while it lasted. */
  readonly requests: number
  /** Of these, answered by somebody else after a failure. */
  readonly failedOver: number
  readonly lost: number
  /** From its begin to the first open circuit. */
  readonly openedAfterMs?: number
  /** From its end to the first answer of that provider. */
  readonly recoveredAfterMs?: number
}

export function outageStory({ outage, served, circuits }: Run): OutageStory {
  const during = served.filter(({ atMs }) => atMs >= outage.fromMs && atMs < outage.untilMs)
  const ofProvider = (target?: string): boolean => target?.startsWith(`${outage.provider}/`) ?? false
  const opened = circuits.find(({ atMs, target, to }) => to === 'open' && ofProvider(target) && atMs >= outage.fromMs)
  const back = served
    .filter(({ atMs, target }) => atMs >= outage.untilMs && ofProvider(target))
    .map(({ atMs, latencyMs }) => atMs + latencyMs)
  return {
    provider: outage.provider,
    lengthMs: outage.untilMs - outage.fromMs,
    requests: during.length,
    failedOver: during.filter(request => request.target !== undefined && request.failedAttempts > 0).length,
    lost: during.filter(request => request.target === undefined).length,
    ...(opened && { openedAfterMs: opened.atMs - outage.fromMs }),
    ...(back.length > 0 && { recoveredAfterMs: Math.min(...back) - outage.untilMs }),
  }
}

/** Means over stretches of the run, for plots. */
export function stretches(served: readonly Served[], count: number): readonly (readonly Served[])[] {
  const inOrder = served.toSorted((a, b) => a.atMs - b.atMs)
  const size = Math.ceil(inOrder.length / count)
  return Array.from({ length: count }, (_, i) => inOrder.slice(i * size, (i + 1) * size)).filter(
    part => part.length > 0,
  )
}

export function sum<T>(list: readonly T[], of: (item: T) => number): number {
  return list.reduce((total, item) => total + of(item), 0)
}

/** What is believed of each model's answers: quality ± deviation by kind of task, and the scores that it rests on. */
export function beliefTable({ targets }: Report): {
  readonly head: readonly string[]
  readonly rows: readonly string[][]
} {
  const kinds = [...new Set(targets.flatMap(({ quality }) => Object.keys(quality)))].sort()
  const head = targets.map(({ target, quality }) => {
    const [belief] = Object.values(quality)
    return `${labelOf(target)} (${Math.round(belief?.samples ?? 0)})`
  })
  const rows = kinds.map(kind => [
    kind,
    ...targets.map(({ quality }) => {
      const belief = quality[kind]
      return belief ? `${belief.mean.toFixed(2)} ± ${belief.stdDev.toFixed(2)}` : '–'
    }),
  ])
  return { head: ['kind of task', ...head], rows }
}
