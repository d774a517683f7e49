import { isNonEmpty, type NonEmpty, type Target, type TaskProfile } from '../chat/index.ts'
import { type Classifier, estimateTokens, requestWords, type TokenCounter } from '../classify/index.ts'
import { AllTargetsFailedError, effectOf, InvalidPlanError, NoCandidateError } from '../errors/index.ts'
import { continued, isContinuable, type ParallelExecutor } from '../execution/index.ts'
import {
  type Attempt,
  type Call,
  type ClassifiedCall,
  type Handler,
  replyOf,
  type TraceEvent,
} from '../handler/index.ts'
import type { Answer, Merged, Merger } from '../merge/index.ts'
import type { ModelInfo } from '../providers/index.ts'
import type { CircuitPool, ConcurrencyLimit, RateTracker } from '../resilience/index.ts'
import {
  type AdaptiveRouter,
  type Decision,
  type Plan,
  type RoutingStrategy,
  scoreOf,
  type TargetStatus,
} from '../routing/index.ts'
import type { OrchestratorOptions } from './options.ts'
import { type Sessions, sessionOf } from '../sessions/index.ts'
import { type Clock, seededRandom } from '../runtime/index.ts'

/** What dispatch adds to a trace. */
export type DispatchEvent =
  | (TraceEvent & { readonly type: 'classified'; readonly task: TaskProfile })
  | (TraceEvent & { readonly type: 'route-decided'; readonly decision: Decision })
  | (TraceEvent & {
      readonly type: 'judged'
      readonly target: Target
      readonly verdict?: boolean
      readonly expected?: number
    })
  | (TraceEvent & { readonly type: 'merged'; readonly merged: Merged })

type Check = NonNullable<OrchestratorOptions['check']>

export interface DispatchParts {
  readonly targets: readonly { readonly target: Target; readonly model: ModelInfo }[]
  readonly modelOf: (target: Target) => ModelInfo | undefined
  readonly classifier: Classifier
  readonly countTokens: TokenCounter
  readonly router: AdaptiveRouter
  readonly sessions: Sessions | undefined
  readonly executor: ParallelExecutor
  readonly merger: Merger
  readonly check: Check | undefined
  readonly circuits: CircuitPool | undefined
  readonly limit: Pick<ConcurrencyLimit, 'inFlight'>
  readonly rates: Pick<RateTracker, 'used' | 'waitMs'>
  readonly attempt: Handler<Attempt>
  readonly afterCommit: 'fail' | 'continue'
  readonly clock: Clock
  /** Does the learner go by `TaskProfile.words`? */
  readonly readsWords: () => boolean
  readonly onDecision: (call: Call, decision: Decision) => void
  /** Several targets have answered. */
  readonly onAnswers: (call: Call, answers: readonly Answer[]) => void
}

/** The straight line: classify → route → execute → merge. */
export function dispatch(parts: DispatchParts, chosen: RoutingStrategy): Handler {
  const { executor, merger, attempt, clock, onDecision, onAnswers } = parts
  return async call => {
    const strategy = call.relaxed ? anybodyElse(call) : chosen
    const classified: ClassifiedCall = { ...call, task: await classify(parts, call) }
    const decision = await route(parts, strategy, classified)
    onDecision(call, decision)
    const { plan } = decision
    // One answer decides: it is handed on while it grows.
    if ((!strategy.next || plan.final) && (plan.mode === 'in-order' || plan.mode === 'race')) {
      const reply = await executor.open(plan, attempt, classified)
      const targets = parts.afterCommit === 'continue' && isContinuable(classified) ? continuers(decision) : []
      return targets.length > 0 ? continued(reply, classified, { targets, attempt, clock }) : reply
    }
    const { answers, merges } = await gather(parts, strategy, decision, classified)
    onAnswers(call, answers)
    const best = merges ? bestOf(strategy, decision, answers) : surest(answers)
    if (best) return replyOf(best.response, best.target)
    const merged = await merger.merge(answers, { request: call.request, signal: call.signal, task: classified.task })
    call.trace.add({ type: 'merged', atMs: clock.mono(), merged })
    return replyOf(merged.response, merged.from[0])
  }
}

/** Who can go on from the beginning of an answer, those that the plan names first. */
function continuers({ plan, context }: Decision): readonly Target[] {
  const able = context.candidates
    .filter(({ model }) => model.supports?.includes('prefix-continuation'))
    .map(({ target }) => target)
  return [...plan.targets.filter(target => able.includes(target)), ...able.filter(t => !plan.targets.includes(t))]
}

/** Whoever has not been asked yet, the best first: for when nobody whom the plan named has answered. */
function anybodyElse({ trace }: Call): RoutingStrategy {
  const asked = new Set(trace.attempts.map(attempt => attempt.target))
  return {
    name: 'anybody-else',
    plan({ candidates, task }) {
      const others = candidates
        .filter(candidate => !asked.has(candidate.target))
        .toSorted((a, b) => scoreOf(b, task) - scoreOf(a, task))
        .map(candidate => candidate.target)
      if (isNonEmpty(others))
        return { mode: 'in-order', targets: others, reason: 'nobody whom the plan named answered' }
      throw new NoCandidateError(candidates.map(({ target }) => ({ target, reason: 'was asked already' })))
    },
  }
}

/**
 * What kind of work a request is. The caller's word for the kind replaces the classifier's, and so does what the
 * conversation is about: "and why not?" says less of the work than the turns before it.
 */
export async function classify(
  { classifier, sessions, clock, readsWords }: Pick<DispatchParts, 'classifier' | 'sessions' | 'clock' | 'readsWords'>,
  call: Call,
): Promise<TaskProfile> {
  const found = await classifier.classify(call.request, { signal: call.signal })
  const told = call.options.task === undefined ? found : withKind(found, call.options.task)
  const opened = sessionOf(call)
  const topic = opened && sessions?.view(opened.session, told, opened.asked).topic
  const task = {
    ...(topic === undefined || topic === told.kind ? told : withTopic(told, topic)),
    ...(readsWords() && !found.words && { words: requestWords(call.request) }),
  }
  call.trace.add({ type: 'classified', atMs: clock.mono(), task })
  return task
}

function withKind(task: TaskProfile, kind: string): TaskProfile {
  const { shares: _, ...rest } = task
  return { ...rest, kind, confidence: 1 }
}

function withTopic(task: TaskProfile, kind: string): TaskProfile {
  return { ...task, kind, confidence: task.shares?.[kind] ?? task.confidence }
}

/** Decides without asking anybody. Chance is drawn from the request's id. */
export async function route(parts: DispatchParts, strategy: RoutingStrategy, call: ClassifiedCall): Promise<Decision> {
  const { router, sessions, clock } = parts
  const { task } = call
  const targets = parts.targets.map(({ target, model }) => statusOf(parts, target, model, call))
  const { constraints, explore } = call.options
  const opened = sessionOf(call)
  const session = opened && sessions?.view(opened.session, task, opened.asked, parts.modelOf)
  const decision = await router.decide({
    request: call.request,
    task,
    targets,
    strategy,
    random: seededRandom(call.id),
    // The history may be trimmed to a window, what is asked may not.
    ...(opened && { leastTokens: estimateTokens(opened.asked, parts.countTokens) }),
    ...(session && { session }),
    ...(constraints && { constraints }),
    ...(call.relaxed && { relaxed: call.relaxed }),
    ...(explore !== undefined && { explore }),
    checked: parts.check !== undefined,
  })
  call.trace.add({ type: 'route-decided', atMs: clock.mono(), decision })
  return decision
}

function statusOf(
  { circuits, limit, rates }: DispatchParts,
  target: Target,
  model: ModelInfo,
  call: ClassifiedCall,
): TargetStatus {
  const breaker = circuits?.breakerFor(target)
  const circuit = breaker?.state ?? 'closed'
  const retryAfterMs = circuit === 'open' ? breaker?.retryAfterMs : undefined
  return {
    target,
    model,
    inFlight: limit.inFlight(target),
    circuit,
    busyMs: rates.waitMs(target, call),
    weight: (breaker?.weight ?? 1) * (1 - rates.used(target)),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  }
}

/** Performs the plan, and those that the strategy adds when it has seen the answers. Nobody is asked twice. */
async function gather(
  { executor, attempt, check, clock }: DispatchParts,
  strategy: RoutingStrategy,
  decision: Decision,
  call: ClassifiedCall,
): Promise<{ readonly answers: NonEmpty<Answer>; readonly merges: boolean }> {
  const answers: Answer[] = []
  let plan: Plan | undefined = decision.plan
  let merges = false
  while (plan) {
    merges ||= plan.mode === 'ensemble' || answers.length > 0
    try {
      for await (const answer of executor.run(plan, attempt, call)) {
        const verdict = strategy.checks && check ? await verdictOn(answer, check, call) : undefined
        const { expected } = answer.target === plan.targets[0] ? plan : {}
        const judged = { ...(verdict !== undefined && { verdict }), ...(expected !== undefined && { expected }) }
        if (verdict !== undefined || expected !== undefined) {
          call.trace.add({ type: 'judged', atMs: clock.mono(), target: answer.target, ...judged })
        }
        answers.push(verdict === undefined ? answer : { ...answer, verdict })
      }
    } catch (error) {
      call.signal.throwIfAborted()
      // What was said already stands, whoever failed after it.
      if (isNonEmpty(answers)) break
      plan = othersAfter(error, plan, decision, call)
      continue
    }
    if (!isNonEmpty(answers)) throw new InvalidPlanError(strategy.name, 'nobody was asked')
    const more = await strategy.next?.(decision.context, answers)
    plan = more && continuation(more, answers, decision, strategy.name, call)
  }
  if (!isNonEmpty(answers)) throw new InvalidPlanError(strategy.name, 'nobody was asked')
  return { answers, merges }
}

/** Everybody who was not asked, in turn, where nobody of an ensemble has answered. Throws what they failed with where that is no use. */
function othersAfter(error: unknown, plan: Plan, decision: Decision, call: Call): Plan {
  const errors = error instanceof AllTargetsFailedError ? error.errors : [error]
  if (plan.mode !== 'ensemble' || !errors.every(each => effectOf(each).movable)) throw error
  const asked = new Set(call.trace.attempts.map(attempt => attempt.target))
  const { candidates, task } = decision.context
  const others = candidates
    .toSorted((a, b) => scoreOf(b, task) - scoreOf(a, task))
    .map(candidate => candidate.target)
    .filter(target => !plan.targets.includes(target) && !asked.has(target))
  if (!isNonEmpty(others)) throw error
  return { mode: 'in-order', targets: others, reason: 'nobody of those asked at once has answered' }
}

/** Does the check take an answer for right? A check that fails says nothing. */
async function verdictOn(answer: Answer, check: Check, call: ClassifiedCall): Promise<boolean | undefined> {
  try {
    return (await check(answer, call)) >= 0.5
  } catch {
    call.signal.throwIfAborted()
    return undefined
  }
}

/** A further plan without those who have failed, of whom the strategy cannot know; `undefined` where nobody is left. */
function continuation(
  plan: Plan,
  answers: readonly Answer[],
  decision: Decision,
  strategy: string,
  call: Call,
): Plan | undefined {
  const candidates = new Set(decision.context.candidates.map(candidate => candidate.target))
  const answered = new Set(answers.map(answer => answer.target))
  for (const target of plan.targets) {
    if (!candidates.has(target)) throw new InvalidPlanError(strategy, `next() named ${target}, which is no candidate`)
    if (answered.has(target)) throw new InvalidPlanError(strategy, `next() named ${target} again`)
  }
  const asked = new Set(call.trace.attempts.map(attempt => attempt.target))
  const targets = plan.targets.filter(target => !asked.has(target))
  return isNonEmpty(targets) ? { ...plan, targets } : undefined
}

/** The one of several answers that the strategy would deliver. */
function bestOf(strategy: RoutingStrategy, decision: Decision, answers: NonEmpty<Answer>): Answer | undefined {
  const best = strategy.best?.(decision.context, answers)
  if (best && !answers.includes(best)) throw new InvalidPlanError(strategy.name, 'best() returned none of the answers')
  return best
}

/** Of several tries the one that is surest of itself, the later one where they are equal. */
function surest(answers: NonEmpty<Answer>): Answer {
  return answers.reduce((best, answer) =>
    (answer.response.confidence ?? 0) >= (best.response.confidence ?? 0) ? answer : best,
  )
}
