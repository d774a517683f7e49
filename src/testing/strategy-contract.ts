import {
  type ChatRequest,
  isNonEmpty,
  type NonEmpty,
  type Target,
  type TaskProfile,
  unknownUsage,
} from '../chat/index.ts'
import type { Belief } from '../learning/index.ts'
import type { Answer } from '../merge/index.ts'
import { type Candidate, checkPlan, type Plan, type RoutingContext, type RoutingStrategy } from '../routing/index.ts'
import { type Random, seededRandom } from '../runtime/index.ts'
import type { ContractCase } from './storage-contract.ts'

export interface StrategyContractOptions {
  /** A new one for each case. */
  readonly make: () => RoutingStrategy
}

const ROUNDS = 50

/**
 * What every `RoutingStrategy` must do, as cases for any test runner:
 * `for (const { name, run } of strategyContract({ make })) it(name, run)`.
 */
export function strategyContract({ make }: StrategyContractOptions): readonly ContractCase[] {
  const cases: Record<string, () => Promise<void>> = {
    'plans name candidates only, each once, with a propensity above 0 and at most 1': async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const strategy = make()
        const context = contextOf(round)
        checkPlan(await strategy.plan(context), context, strategy.name)
      }
    },
    'the same seed gives the same plan': async () => {
      for (let round = 0; round < ROUNDS; round++) {
        same(await make().plan(contextOf(round)), await make().plan(contextOf(round)), 'plan')
      }
    },
    'without leave to explore, chance decides nothing': async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const withChance = (random: Random): RoutingContext => ({ ...contextOf(round), explore: false, random })
        const [low, high] = [withChance(() => 0), withChance(() => 1 - 2 ** -32)]
        same((await make().plan(low)).targets[0], (await make().plan(high)).targets[0], 'first target')
      }
    },
    'a single candidate is the plan': async () => {
      const context = contextOf(1)
      const only: RoutingContext = { ...context, candidates: [context.candidates[0]] }
      same((await make().plan(only)).targets, [context.candidates[0].target], 'targets')
    },
    'it comes to an end, and asks nobody for a second answer': async () => {
      for (let round = 0; round < ROUNDS; round++) await runToEnd(make(), contextOf(round), round)
    },
    'it plans nothing that the request cannot pay for, as far as costs are foretold': async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const context = contextOf(round)
        const costs = context.candidates.map(candidate => costOf(candidate))
        const maxCostUsd = Math.max(...costs) * (1 + (round % 3) / 2)
        const asked = await runToEnd(make(), { ...context, constraints: { maxCostUsd } }, round)
        const spentUsd = context.candidates.reduce((sum, c) => sum + (asked.includes(c.target) ? costOf(c) : 0), 0)
        if (spentUsd > maxCostUsd * (1 + 1e-9)) {
          throw new Error(`asked for $${spentUsd} where the request may cost $${maxCostUsd}, seed ${round}`)
        }
      }
    },
    'what it was given is left as it was': async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const context = contextOf(round)
        const before = JSON.stringify(context)
        await make().plan(context)
        same(JSON.stringify(context), before, 'context')
      }
    },
  }
  return Object.entries(cases).map(([name, run]) => ({ name, run }))
}

/** Performs a strategy as an executor would, every target disagreeing with all others. Returns who was asked. */
async function runToEnd(strategy: RoutingStrategy, context: RoutingContext, seed: number): Promise<readonly Target[]> {
  const answers: Answer[] = []
  let plan: Plan | undefined = await strategy.plan(context)
  while (plan) {
    checkPlan(plan, context, strategy.name)
    const asked = plan.mode === 'ensemble' || plan.mode === 'cascade' ? plan.targets : [plan.targets[0]]
    for (const target of asked) {
      if (answers.some(answer => answer.target === target)) throw new Error(`${target} is asked again, seed ${seed}`)
      answers.push(answerOf(target, strategy.checks === true ? answers.length % 2 === 1 : undefined))
    }
    if (plan.final) break
    plan = isNonEmpty(answers) ? await strategy.next?.(context, answers) : undefined
  }
  if (!isNonEmpty(answers)) throw new Error(`nobody is asked, seed ${seed}`)
  const best = strategy.best?.(context, answers)
  if (best && !answers.includes(best)) throw new Error(`best() is none of the answers, seed ${seed}`)
  strategy.spent?.(0.001, context)
  return answers.map(answer => answer.target)
}

const costOf = ({ prediction }: Candidate): number => prediction.costUsd.mean

/** The same number gives the same context. */
function contextOf(seed: number): RoutingContext {
  const random = seededRandom(`strategy-contract/${seed}`)
  const belief = (scale: number): Belief => {
    return { mean: random() * scale, stdDev: random() * 0.2 * scale, samples: Math.floor(random() * 100) }
  }
  const candidate = (i: number): Candidate => {
    const target: Target = `provider-${i % 3}/model-${i}`
    const prediction = { target, quality: belief(1), latencyMs: belief(5000), costUsd: belief(0.01) }
    return {
      target,
      model: { id: `model-${i}` },
      prediction,
      inFlight: i % 4,
      circuit: i % 5 === 4 ? 'half-open' : 'closed',
    }
  }
  const candidates: NonEmpty<Candidate> = [
    candidate(0),
    ...Array.from({ length: seed % 6 }, (_, i) => candidate(i + 1)),
  ]
  const task: TaskProfile = { kind: 'general', confidence: 1, complexity: random(), inputTokens: 100, needs: [] }
  const request: ChatRequest = { messages: [{ role: 'user', content: 'Say hello.' }] }
  // Every other request is checked, and some are of high stakes with answers that can be compared.
  const check = { acceptsRight: 0.9, acceptsWrong: 0.2, samples: 10 }
  const risky = { ...task, form: 'simple-query', sensitivity: { cost: 0.5, latency: random(), stakes: 0.95 } }
  return {
    request,
    task: seed % 4 < 2 ? task : risky,
    constraints: {},
    explore: true,
    ...(seed % 2 === 1 && { check }),
    candidates,
    random,
    nowMs: 0,
  }
}

function answerOf(target: Target, verdict: boolean | undefined): Answer {
  const response = { text: target, toolCalls: [], finishReason: 'stop', usage: unknownUsage, model: target } as const
  return { target, weight: 1, response, ...(verdict !== undefined && { verdict }) }
}

function same(actual: unknown, expected: unknown, what: string): void {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (a !== e) throw new Error(`${what}: ${a} instead of ${e}`)
}
