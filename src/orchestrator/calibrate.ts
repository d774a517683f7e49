import pLimit from 'p-limit'
import type { ChatRequest, ChatResponse, MaybePromise, Target, TaskProfile } from '../chat/index.ts'
import { requestWords } from '../classify/index.ts'
import { type Fault, InvalidOptionsError } from '../errors/index.ts'
import type { Call, ClassifiedCall } from '../handler/index.ts'
import type { CalibrationExample, CalibrationOutcome } from '../learning/index.ts'
import type { Assembly } from './assemble.ts'
import { classify } from './decide.ts'

/** `P` is a request with whatever is needed to grade its answers, such as the answer that is right. */
export interface CalibrateOptions<P extends ChatRequest = ChatRequest> {
  /** Some 200 to 1 000 of the kind that is to come; each is sent to every target. */
  readonly prompts: readonly P[]
  /** How good an answer is, 0–1. */
  readonly grade: (answer: ChatResponse, prompt: P, target: Target) => MaybePromise<number>
  /** Default: all. */
  readonly targets?: readonly Target[]
  /** Calls under way at once. Default 4. */
  readonly concurrency?: number
  readonly signal?: AbortSignal
}

export interface CalibrationReport {
  /** Plain JSON, without the text of prompts or answers: keep it for `new LearningEngine({ calibration })` elsewhere. */
  readonly examples: readonly CalibrationExample[]
  readonly targets: readonly {
    readonly target: Target
    /** Mean score, 0–1; `NaN` where no call was answered. */
    readonly quality: number
    /** Mean, USD. */
    readonly costUsd: number
    readonly answered: number
    readonly failed: number
  }[]
  /** Of all calls, USD. */
  readonly costUsd: number
}

/** Asks every target every prompt and has the answers graded. A call that fails is left out. */
export async function runCalibration<P extends ChatRequest>(
  { parts }: Pick<Assembly, 'parts'>,
  options: CalibrateOptions<P>,
  callOf: (prompt: P) => Call,
): Promise<CalibrationReport> {
  checkCalibration(options, new Set(parts.targets.map(({ target }) => target)))
  const { prompts, grade, concurrency = 4, signal } = options
  const targets = options.targets ?? parts.targets.map(({ target }) => target)
  const limit = pLimit(concurrency)
  const totals = new Map(targets.map(target => [target, { score: 0, costUsd: 0, answered: 0, failed: 0 }]))
  let costUsd = 0

  async function outcomeAt(target: Target, prompt: P, task: TaskProfile): Promise<CalibrationOutcome | undefined> {
    signal?.throwIfAborted()
    const call = callOf(prompt)
    const total = totals.get(target)
    try {
      const asked: ClassifiedCall = { ...call, task }
      for await (const { response } of parts.executor.run(
        { mode: 'in-order', targets: [target] },
        parts.attempt,
        asked,
      )) {
        const score = checkedScore(await grade(response, prompt, target), target)
        const outcome = { score, costUsd: call.ledger.spentUsd }
        if (total) {
          total.answered++
          total.score += score
          total.costUsd += outcome.costUsd
        }
        return outcome
      }
    } catch (error) {
      signal?.throwIfAborted()
      if (error instanceof InvalidOptionsError) throw error
      if (total) total.failed++
    } finally {
      costUsd += call.ledger.spentUsd
    }
    return undefined
  }

  const examples = await Promise.all(
    prompts.map(async (prompt): Promise<CalibrationExample> => {
      const task = { ...(await limit(() => classify(parts, callOf(prompt)))), words: requestWords(prompt) }
      const found = await Promise.all(targets.map(target => limit(() => outcomeAt(target, prompt, task))))
      const outcomes: Record<Target, CalibrationOutcome> = {}
      for (const [i, target] of targets.entries()) {
        const outcome = found[i]
        if (outcome) outcomes[target] = outcome
      }
      return { task: { kind: task.kind, words: task.words }, outcomes }
    }),
  )
  return {
    examples: examples.filter(example => Object.keys(example.outcomes).length > 0),
    targets: [...totals].map(([target, { score, costUsd: usd, answered, failed }]) => {
      return { target, quality: score / answered, costUsd: usd / Math.max(1, answered), answered, failed }
    }),
    costUsd,
  }
}

function checkedScore(score: number, target: Target): number {
  if (score >= 0 && score <= 1) return score
  throw new InvalidOptionsError('calibrate', [
    { path: 'grade', message: `returned ${score} for ${target}, which is not within 0 and 1` },
  ])
}

function checkCalibration<P extends ChatRequest>(options: CalibrateOptions<P>, served: ReadonlySet<Target>): void {
  const { prompts, grade, targets, concurrency } = options
  const faults: Fault[] = []
  if (typeof grade !== 'function')
    faults.push({ path: 'grade', message: 'must be a function from an answer to a score' })
  if (!Array.isArray(prompts)) faults.push({ path: 'prompts', message: 'must be a list of requests' })
  else if (prompts.length === 0) faults.push({ path: 'prompts', message: 'there is none' })
  if (targets?.length === 0) faults.push({ path: 'targets', message: 'there is none' })
  for (const [i, target] of (targets ?? []).entries()) {
    if (served.has(target)) continue
    faults.push({ path: `targets[${i}]`, message: `no target ${target}; there are ${[...served].join(', ')}` })
  }
  if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency > 0)) {
    faults.push({ path: 'concurrency', message: `${concurrency} is not a whole number above 0` })
  }
  if (faults.length > 0) throw new InvalidOptionsError('calibrate', faults)
}
