import { isNonEmpty, type Target } from '../chat/index.ts'
import { NoCandidateError } from '../errors/index.ts'
import { continued, isContinuable } from '../execution/index.ts'
import { type Call, type ClassifiedCall, type Handler, replyOf } from '../handler/index.ts'
import { type Decision, type RoutingStrategy, scoreOf } from '../routing/index.ts'
import { classify, route } from './decide.ts'
import type { DispatchParts } from './dispatch-parts.ts'
import { bestOf, gather, surest } from './gather.ts'

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
