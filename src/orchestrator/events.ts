import { EventEmitter } from 'eventemitter3'
import type { Target } from '../chat/index.ts'
import type { Outcome } from '../handler/index.ts'
import type { BeliefChange } from '../learning/index.ts'
import type { CircuitState } from '../resilience/index.ts'
import type { Plan } from '../routing/index.ts'

/** Facts that have happened, by name. Never the content of a message. */
export interface OrchestratorEvents {
  'route-decided': [{ readonly id: string; readonly strategy: string; readonly plan: Plan }]
  'attempt-end': [
    {
      readonly id: string
      readonly target: Target
      readonly outcome: Outcome['status']
      readonly latencyMs: number
      readonly costUsd: number
      readonly error?: unknown
    },
  ]
  'circuit-change': [{ readonly target: Target; readonly from: CircuitState; readonly to: CircuitState }]
  /** Something that is believed of a target has changed significantly. Kept in the storage's log, where there is one. */
  'belief-change': [BeliefChange]
  /** Work that no request waits for has failed: the state is kept and stored again later. */
  'background-error': [{ readonly what: string; readonly error: unknown }]
}

export type OrchestratorListener<E extends keyof OrchestratorEvents> = (...args: OrchestratorEvents[E]) => void

/** Tells listeners. One that throws, or rejects, breaks nothing. */
export class Events {
  readonly #emitter = new EventEmitter()

  on<E extends keyof OrchestratorEvents>(event: E, listener: OrchestratorListener<E>): () => void {
    const guarded = (...args: OrchestratorEvents[E]): void => {
      try {
        const result: unknown = listener(...args)
        if (result instanceof Promise) result.catch(() => {})
      } catch {
        // A listener's fault is the listener's own.
      }
    }
    this.#emitter.on(event, guarded)
    return () => this.#emitter.off(event, guarded)
  }

  emit<E extends keyof OrchestratorEvents>(event: E, ...args: OrchestratorEvents[E]): void {
    this.#emitter.emit(event, ...args)
  }
}
