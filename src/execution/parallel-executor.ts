import { isNonEmpty, type MaybePromise, type Target } from '../chat/index.ts'
import { effectOf } from '../errors/index.ts'
import {
  type Attempt,
  type ClassifiedCall,
  drain,
  type Handler,
  type Middleware,
  type Reply,
} from '../handler/index.ts'
import type { Answer, EarlyStop } from '../merge/index.ts'
import { deadlineLayer } from '../resilience/index.ts'
import type { Plan } from '../routing/index.ts'
import { type Cancel, type Clock, linkSignal, systemClock } from '../runtime/index.ts'
import { failureOf } from './failures.ts'
import { inOrder } from './in-order.ts'
import { type Pace, race, superseded } from './race.ts'
import { type ContextTokens, isWorthAsking } from './worth-asking.ts'

export interface ParallelExecutorOptions {
  readonly clock?: Clock
  /**
   * How sure one may be of an answer, 0–1, asked by cascades. Default: the answer's own `confidence`, 0 where it has
   * none: an answer that says nothing of itself is not accepted while there is somebody else to ask.
   */
  readonly check?: (answer: Answer, call: ClassifiedCall) => MaybePromise<number>
  /** How long an attempt may take at this target, ms; `undefined` for no limit. Default: none, it is the attempt layers' business. */
  readonly timeoutMs?: (target: Target, call: ClassifiedCall) => number | undefined
  /** How much the word of a target counts, above 0. Default: 1 for all. */
  readonly weigh?: (target: Target, call: ClassifiedCall) => number
  /** When a plan in order asks its second target beside a slow first one, such as a `HedgePolicy`. Default: never. */
  readonly hedge?: Pace
  /** Room of a target, so that a request which was too long for one goes only to larger ones. Default: not known. */
  readonly contextTokens?: ContextTokens
  /** When an ensemble need not wait for the rest although its quorum is not met. Default: never. */
  readonly earlyStop?: EarlyStop
  /** An ensemble that has an answer stops waiting for more so long before the request's deadline. Default 250. */
  readonly marginMs?: number
}

/** Performs plans: who is asked, in which order or at once, until when. What is no longer needed is aborted and disposed of. */
export class ParallelExecutor {
  readonly #clock: Clock
  readonly #check: NonNullable<ParallelExecutorOptions['check']>
  readonly #weigh: NonNullable<ParallelExecutorOptions['weigh']>
  readonly #hedge: Pace | undefined
  readonly #contextTokens: ContextTokens
  readonly #marginMs: number
  readonly #earlyStop: EarlyStop | undefined
  readonly #timeout: Middleware<Attempt> | undefined

  constructor(options: ParallelExecutorOptions = {}) {
    this.#clock = options.clock ?? systemClock
    this.#check = options.check ?? (answer => answer.response.confidence ?? 0)
    this.#weigh = options.weigh ?? (() => 1)
    this.#hedge = options.hedge
    this.#contextTokens = options.contextTokens ?? (() => undefined)
    this.#marginMs = options.marginMs ?? 250
    this.#earlyStop = options.earlyStop
    const { timeoutMs } = options
    this.#timeout = timeoutMs && deadlineLayer({ attemptMs: call => timeoutMs(call.target, call), clock: this.#clock })
  }

  /** Performs a plan that one answer ends, and hands that answer over as soon as it begins. */
  open(
    plan: Extract<Plan, { mode: 'in-order' | 'race' }>,
    attempt: Handler<Attempt>,
    call: ClassifiedCall,
  ): Promise<Reply> {
    const pace =
      plan.mode === 'race' ? evenly(plan.staggerMs) : this.#mayHedge(plan, call) && this.#hedge && once(this.#hedge)
    const timed = this.#timed(attempt)
    if (!pace) return inOrder(plan.targets, timed, call, this.#contextTokens)
    return race(plan.targets, pace, timed, call, this.#clock, this.#contextTokens)
  }

  #mayHedge(plan: Plan, { options }: ClassifiedCall): boolean {
    return plan.targets.length > 1 && options.hedge !== false
  }

  /**
   * Performs any plan and yields whole answers as they come, at least one. Leaving the loop hangs up on the rest.
   * Answers that nobody reads as they grow are asked for whole (`chat`), so that one that breaks half-way is a failure
   * like any other. Throws where nobody answered: the one error there was, or `AllTargetsFailedError` with all of them.
   */
  async *run(plan: Plan, attempt: Handler<Attempt>, call: ClassifiedCall): AsyncGenerator<Answer, void, undefined> {
    const whole: ClassifiedCall = { ...call, mode: 'chat' }
    if (plan.mode === 'ensemble') yield* this.#ensemble(plan.targets, plan.quorum, this.#timed(attempt), whole)
    else if (plan.mode === 'cascade')
      yield* this.#cascade(plan.targets, plan.minConfidence, this.#timed(attempt), whole)
    else yield await this.#answer(await this.open(plan, attempt, whole), whole)
  }

  #timed(attempt: Handler<Attempt>): Handler<Attempt> {
    const timeout = this.#timeout
    return timeout ? call => timeout(call, attempt) : attempt
  }

  async *#cascade(
    targets: readonly Target[],
    minConfidence: number,
    attempt: Handler<Attempt>,
    call: ClassifiedCall,
  ): AsyncGenerator<Answer, void, undefined> {
    const errors: unknown[] = []
    let answered = false
    for (const [index, target] of targets.entries()) {
      if (!isWorthAsking(target, errors, this.#contextTokens)) continue
      let answer: Answer
      try {
        const othersLeft = targets.length - index - 1
        answer = await this.#answer(await attempt({ ...call, target, attempt: 1, othersLeft }), call)
      } catch (error) {
        call.signal.throwIfAborted()
        errors.push(error)
        if (effectOf(error).movable) continue
        break
      }
      answered = true
      yield answer
      if ((await this.#check(answer, call)) >= minConfidence) return
    }
    if (!answered) throw failureOf(errors)
  }

  async *#ensemble(
    targets: readonly Target[],
    quorum: number,
    attempt: Handler<Attempt>,
    call: ClassifiedCall,
  ): AsyncGenerator<Answer, void, undefined> {
    const lanes = targets.map(() => linkSignal(call.signal))
    const pending = new Map<number, Promise<{ index: number; answer?: Answer; error?: unknown }>>()
    const errors: unknown[] = []
    const timeUp = this.#timeUp(call)
    const answers: Answer[] = []
    try {
      for (const [index, target] of targets.entries()) {
        const signal = lanes[index]?.signal ?? call.signal
        const work = attempt({ ...call, signal, target, attempt: 1 }).then(reply => this.#answer(reply, call))
        pending.set(
          index,
          work.then(
            answer => ({ index, answer }),
            error => ({ index, error }),
          ),
        )
      }
      while (pending.size > 0 && answers.length < quorum && !this.#isEnough(answers, targets, pending, call)) {
        const next = await Promise.race(answers.length > 0 ? [...pending.values(), timeUp.reached] : pending.values())
        if (next === undefined) break
        const { index, answer, error } = next
        pending.delete(index)
        if (answer) {
          answers.push(answer)
          yield answer
        } else {
          call.signal.throwIfAborted()
          errors.push(error)
        }
      }
    } finally {
      timeUp[Symbol.dispose]()
      for (const [index, lane] of lanes.entries()) {
        if (pending.has(index)) lane.abort(superseded())
        lane[Symbol.dispose]()
      }
      call.trace.add({
        type: 'ensemble-ended',
        atMs: this.#clock.mono(),
        asked: targets,
        answers: answers.length,
        quorum,
        partial: answers.length < quorum,
        errors,
      })
    }
    if (answers.length === 0) throw failureOf(errors)
  }

  #isEnough(
    answers: readonly Answer[],
    targets: readonly Target[],
    pending: ReadonlyMap<number, unknown>,
    call: ClassifiedCall,
  ): boolean {
    if (!this.#earlyStop || !isNonEmpty(answers)) return false
    const outstanding = targets.filter((_, index) => pending.has(index))
    return this.#earlyStop.isEnough(
      answers,
      outstanding.map(target => ({ target, weight: this.#weigh(target, call) })),
      call,
    )
  }

  /** Resolves shortly before the request's deadline; never where there is none. */
  #timeUp(call: ClassifiedCall): Disposable & { readonly reached: Promise<undefined> } {
    const { timeMs } = call.ledger.remaining
    let cancel: Cancel = () => {}
    const reached = new Promise<undefined>(resolve => {
      if (timeMs < Infinity) cancel = this.#clock.after(Math.max(0, timeMs - this.#marginMs), () => resolve(undefined))
    })
    return { reached, [Symbol.dispose]: () => cancel() }
  }

  async #answer(reply: Reply, call: ClassifiedCall): Promise<Answer> {
    return { target: reply.target, response: await drain(reply), weight: this.#weigh(reply.target, call) }
  }
}

function evenly(staggerMs: number): Pace {
  return { delayMs: () => staggerMs, leave: () => ({ [Symbol.dispose]: () => {} }) }
}

/** One hedge a request. */
function once(pace: Pace): Pace {
  let hedged = false
  return {
    delayMs: (target, call) => (hedged ? undefined : pace.delayMs(target, call)),
    leave() {
      const leave = hedged ? undefined : pace.leave()
      if (leave) hedged = true
      return leave
    },
  }
}
