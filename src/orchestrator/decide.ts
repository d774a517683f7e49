import type { Target, TaskProfile } from '../chat/index.ts'
import { estimateTokens, requestWords } from '../classify/index.ts'
import type { Call, ClassifiedCall } from '../handler/index.ts'
import type { ModelInfo } from '../providers/index.ts'
import type { Decision, RoutingStrategy, TargetStatus } from '../routing/index.ts'
import { seededRandom } from '../runtime/index.ts'
import { sessionOf } from '../sessions/index.ts'
import type { DispatchParts } from './dispatch-parts.ts'

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
