import { isNonEmpty, type NonEmpty } from '../chat/index.ts'
import { AllTargetsFailedError, effectOf, InvalidPlanError } from '../errors/index.ts'
import type { Call, ClassifiedCall } from '../handler/index.ts'
import type { Answer } from '../merge/index.ts'
import { type Decision, type Plan, type RoutingStrategy, scoreOf } from '../routing/index.ts'
import type { Check, DispatchParts } from './dispatch-parts.ts'

/** Performs the plan, and those that the strategy adds when it has seen the answers. Nobody is asked twice. */
export async function gather(
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
export function bestOf(strategy: RoutingStrategy, decision: Decision, answers: NonEmpty<Answer>): Answer | undefined {
  const best = strategy.best?.(decision.context, answers)
  if (best && !answers.includes(best)) throw new InvalidPlanError(strategy.name, 'best() returned none of the answers')
  return best
}

/** Of several tries the one that is surest of itself, the later one where they are equal. */
export function surest(answers: NonEmpty<Answer>): Answer {
  return answers.reduce((best, answer) =>
    (answer.response.confidence ?? 0) >= (best.response.confidence ?? 0) ? answer : best,
  )
}
