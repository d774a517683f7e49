import {
  type CircuitState,
  describeError,
  Orchestrator,
  type Report,
  type RoutingStrategy,
  seededRandom,
  sleep,
  splitTarget,
  type Target,
  VirtualClock,
} from 'routewise'
import { providers } from './models.ts'
import type { Question } from './questions.ts'

/** A time in which all models of one provider fail, elapsed ms. */
interface Outage {
  readonly provider: string
  readonly fromMs: number
  readonly untilMs: number
}

/** One request of a run: `target`, `score` … are absent where nobody answered. */
export interface Served {
  readonly atMs: number
  readonly target?: Target
  readonly score?: number
  readonly costUsd: number
  readonly latencyMs: number
  /** Attempts that failed before somebody answered. */
  readonly failedAttempts: number
  readonly error?: string
}

export interface Run {
  readonly name: string
  readonly served: readonly Served[]
  readonly circuits: readonly { readonly atMs: number; readonly target: Target; readonly to: CircuitState }[]
  readonly outage: Outage
  readonly endMs: number
  readonly report: Report
}

export interface RunOptions {
  readonly name: string
  readonly strategy: RoutingStrategy
  readonly questions: readonly Question[]
  readonly seed: number
  /** Who fails. Default: whoever served most until then. */
  readonly outageOf?: string
  readonly onProgress?: (done: number, served: readonly Served[]) => void
}

/** Mean time between two requests, ms. */
const GAP_MS = 2000

/**
 * Asks an orchestrator all questions, at random times on a virtual clock, and tells it how good each answer was. From 40 %
 * of the run on, the provider that has served most is out for 15 %.
 */
export async function run({ name, strategy, questions, seed, outageOf, onProgress }: RunOptions): Promise<Run> {
  const clock = new VirtualClock({ startMs: Date.UTC(2026, 0, 1), idle: () => new Promise(setImmediate) })
  const arrivals = seededRandom(`arrivals ${seed}`)
  const lengthMs = questions.length * GAP_MS
  const outage = { provider: outageOf ?? '', fromMs: 0.4 * lengthMs, untilMs: 0.55 * lengthMs }
  const served: Served[] = []
  const circuits: { atMs: number; target: Target; to: CircuitState }[] = []
  const byId = new Map(questions.map(question => [question.id, question]))

  const isOut = (provider: string, atMs: number): boolean =>
    provider === outage.provider && atMs >= outage.fromMs && atMs < outage.untilMs
  const orchestrator = new Orchestrator({
    providers: providers(byId, clock, seededRandom(`latencies ${seed}`), (provider, atMs) =>
      isOut(provider, atMs) ? { type: 'error', kind: 'overloaded', afterMs: 200 } : undefined,
    ),
    strategy,
    clock,
    random: seededRandom(`decisions ${seed}`),
  })
  orchestrator.on('circuit-change', ({ target, to }) => circuits.push({ atMs: clock.mono(), target, to }))

  async function serve({ id, prompt, outcomes }: Question): Promise<void> {
    const atMs = clock.mono()
    try {
      const request = { messages: [{ role: 'user', content: prompt }], providerOptions: { replay: { id } } } as const
      const answer = await orchestrator.chat(request)
      const { target, costUsd, latencyMs, attempts } = answer.routing
      const score = outcomes[target]?.score ?? 0
      await orchestrator.feedback(answer.id, { score })
      served.push({ atMs, target, score, costUsd, latencyMs, failedAttempts: attempts - 1 })
    } catch (error) {
      served.push({ atMs, costUsd: 0, latencyMs: clock.mono() - atMs, failedAttempts: 1, error: describeError(error) })
    }
    onProgress?.(served.length, served)
  }

  async function all(): Promise<void> {
    const running: Promise<void>[] = []
    for (const question of questions) {
      await sleep(clock, -Math.log(1 - arrivals()) * GAP_MS)
      if (!outage.provider && clock.mono() >= outage.fromMs) outage.provider = busiest(served)
      running.push(serve(question))
    }
    await Promise.all(running)
  }

  await clock.run(all())
  const report = await orchestrator.report()
  await orchestrator[Symbol.asyncDispose]()
  return { name, served, circuits, outage, endMs: clock.mono(), report }
}

function busiest(served: readonly Served[]): string {
  const counts = new Map<string, number>()
  for (const { target } of served) {
    const provider = target ? splitTarget(target).provider : ''
    counts.set(provider, (counts.get(provider) ?? 0) + 1)
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? ''
}

/** Each request to the same target, with nobody behind it. */
export const always = (target: Target): RoutingStrategy => ({
  name: `always ${target}`,
  plan: () => ({ mode: 'in-order', targets: [target] }),
})

/** Each request to anybody, with nobody behind. */
export const atRandom: RoutingStrategy = {
  name: 'random',
  plan: ({ candidates, random }) => {
    const chosen = candidates[Math.floor(random() * candidates.length)] ?? candidates[0]
    return { mode: 'in-order', targets: [chosen.target], propensity: 1 / candidates.length }
  },
}
