import type { Target } from '../chat/index.ts'
import { type Attempt, type Middleware, observe, type Outcome } from '../handler/index.ts'
import type { Breaker, Permit } from './breaker.ts'

/**
 * Takes a permit before each attempt and settles it when the reply has ended: a stream that breaks half way is a failure,
 * one that the caller left says nothing. What an error means is `failureEffects[kind].circuit`.
 */
export function circuitLayer(breakerFor: (target: Target) => Breaker): Middleware<Attempt> {
  return function circuit(call, next) {
    let permit: Permit
    try {
      permit = breakerFor(call.target).acquire()
    } catch (error) {
      return Promise.reject(error)
    }
    return observe(call, next, outcome => settle(permit, outcome))
  }
}

function settle(permit: Permit, outcome: Outcome): void {
  if (outcome.status === 'ok') permit.succeed()
  else if (outcome.status === 'failed') permit.fail(outcome.error)
  else permit[Symbol.dispose]()
}
