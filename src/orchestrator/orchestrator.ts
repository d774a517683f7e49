import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { ChatRequest, JsonValue, Target } from '../chat/index.ts'
import { InvalidOptionsError } from '../errors/index.ts'
import { type Correction, defaultSourceWeights, type Feedback } from '../feedback/index.ts'
import { type Call, type ClassifiedCall, type Constraints, RequestLedger, Trace } from '../handler/index.ts'
import type { BeliefChange } from '../learning/index.ts'
import { Tracker } from '../observe/index.ts'
import type { Decision, RouterSettings, RoutingStrategy } from '../routing/index.ts'
import { newId } from '../runtime/index.ts'
import { inSession } from '../sessions/index.ts'
import { askShadow } from './ask-shadow.ts'
import { Asked, type AskedParts } from './asked.ts'
import { type Assembly, assemble } from './assemble.ts'
import { Background } from './background.ts'
import { CalibrationStore } from './calibration-store.ts'
import { type CalibrateOptions, type CalibrationReport, runCalibration } from './calibrate.ts'
import { type ChatStream, ReplyStream } from './chat-stream.ts'
import { checkOptions, checkSettings } from './check-options.ts'
import { checkCallOptions, checkRequest } from './check-request.ts'
import { classify, route } from './decide.ts'
import { Events, type OrchestratorEvents, type OrchestratorListener } from './events.ts'
import { FeedbackLoop } from './feedback-loop.ts'
import { LearningSync } from './learning-sync.ts'
import type { ChatOptions, OrchestratorOptions } from './options.ts'
import { type Report, RequestCounts } from './report.ts'
import type { RoutedResponse, StructuredRequest } from './routing.ts'

const TOTAL_MS = 300_000
const MAX_ATTEMPTS = 10

/**
 * Sends each request to the models that have earned it. A facade: it chooses defaults for parts that all work alone.
 * Making one starts nothing; dispose of it to store what was learned last.
 */
export class Orchestrator implements AsyncDisposable {
  readonly #options: OrchestratorOptions
  readonly #assembly: Assembly
  readonly #events = new Events()
  readonly #tracker = new Tracker()
  readonly #counts = new RequestCounts()
  readonly #background: Background
  readonly #sync: LearningSync | undefined
  readonly #calibration: CalibrationStore | undefined
  readonly #feedback: FeedbackLoop
  readonly #stopListening: (() => void) | undefined
  readonly #askedParts: AskedParts
  #strategy: RoutingStrategy
  #constraints: Constraints | undefined
  #defaultHandler: ReturnType<Assembly['handlerFor']>

  /** Throws `InvalidOptionsError` with every fault of the options. */
  constructor(options: OrchestratorOptions) {
    checkOptions(options)
    this.#options = options
    this.#assembly = assemble(options, {
      onDecision: (call, { strategy, plan, context }) => {
        this.#counts.see(context.task)
        this.#events.emit('route-decided', { id: call.id, strategy, plan })
        const { shadow } = plan
        if (shadow !== undefined) {
          this.#background.run('asking in the shadow', () => this.#shadow({ ...call, task: context.task }, shadow))
        }
      },
      onAttemptEnd: ({ id }, ended) => {
        this.#tracker.add(ended)
        this.#sync?.observed()
        const { target, status, latencyMs, costUsd, error } = ended
        const failure = error === undefined ? {} : { error }
        this.#events.emit('attempt-end', { id, target, outcome: status, latencyMs, costUsd, ...failure })
      },
      onAnswers: (call, answers) => {
        this.#feedback.begin()
        this.#feedback.heard(call, answers)
      },
      onSessionError: error => this.#events.emit('background-error', { what: 'storing a turn', error }),
      onCircuitChange: ({ target, from, to }) => this.#events.emit('circuit-change', { target, from, to }),
    })
    const { clock, learner, strategy, parts } = this.#assembly
    this.#strategy = strategy
    this.#constraints = options.constraints
    const { storage, isolation = 'process' } = options
    this.#background = new Background(options.waitUntil, (what, error) =>
      this.#events.emit('background-error', { what, error }),
    )
    if (storage?.learning) {
      const store = storage.learning
      this.#sync = new LearningSync({ learner, store, background: this.#background, clock, isolation })
    }
    if (storage) this.#calibration = new CalibrationStore(storage.values, learner, this.#background, isolation)
    this.#stopListening = learner.onChange?.(change => this.#changed(change))
    const { answers = true, ...kept } = options.feedback ?? {}
    this.#feedback = new FeedbackLoop({
      book: { ...kept, clock, ...(storage && { storage }) },
      learner,
      merger: parts.merger,
      background: this.#background,
      onObserved: () => this.#sync?.observed(),
      answers,
    })
    this.#askedParts = {
      assembly: this.#assembly,
      counts: this.#counts,
      feedback: this.#feedback,
      ready: () => this.#ready(),
    }
    this.#defaultHandler = this.#assembly.handlerFor(strategy)
  }

  /**
   * The answer to a request. Rejects with `InvalidRequestError` for what nobody could answer, `NoCandidateError` where no
   * target may serve, `ProviderError` or `AllTargetsFailedError` where those asked failed, `LedgerExhaustedError` at a
   * limit of time, dollars or attempts, and with the signal's reason when the caller aborts. Where `responseFormat` has a
   * Standard Schema, an answer that does not fit is asked for again, and `parsed` is the value of the one that does.
   */
  async chat<S extends StandardSchemaV1>(
    request: StructuredRequest<S>,
    options?: ChatOptions,
  ): Promise<RoutedResponse<StandardSchemaV1.InferOutput<S>>>
  async chat(request: ChatRequest, options?: ChatOptions): Promise<RoutedResponse>
  async chat(request: ChatRequest, options: ChatOptions = {}): Promise<RoutedResponse> {
    return this.#asked(request, 'chat', options).whole()
  }

  /** The answer as it grows. Fails like `chat`, at the read that meets the failure. */
  stream<S extends StandardSchemaV1>(
    request: StructuredRequest<S>,
    options?: ChatOptions,
  ): ChatStream<StandardSchemaV1.InferOutput<S>>
  stream(request: ChatRequest, options?: ChatOptions): ChatStream
  stream(request: ChatRequest, options: ChatOptions = {}): ChatStream {
    return new ReplyStream(this.#asked(request, 'stream', options))
  }

  /** What would be decided now, without asking anybody or changing anything. */
  async preview(request: ChatRequest, options: ChatOptions = {}): Promise<Decision> {
    const alone = this.#callOf(request, 'chat', { id: 'preview', ...options })
    await this.#ready()
    const { parts, clock } = this.#assembly
    const call = parts.sessions ? await inSession(alone, parts.sessions, clock) : alone
    return route(parts, options.strategy ?? this.#strategy, { ...call, task: await classify(parts, call) })
  }

  /**
   * What somebody says about the answer with this id, at any time and from any process that shares the storage. Rejects
   * with `UnknownRequestError` for an id that is not, or no longer, known (answers from the cache have none), and with
   * `InvalidOptionsError` for feedback that says nothing usable.
   */
  async feedback(id: string, feedback: Feedback): Promise<void> {
    await this.#ready()
    this.#feedback.begin()
    await this.#feedback.apply(id, feedback)
  }

  /** What was corrected in the last days, with what each target had said: a labelled set to export or to test with. */
  corrections(): AsyncGenerator<Correction, void, undefined> {
    return this.#feedback.corrections()
  }

  /**
   * Sends prompts of the kind that is to come to every target, has the answers graded and learns from them: from then on a
   * request is believed to fare like those that it resembles. Some 200 prompts are enough to gain by, 1 000 are plenty;
   * it costs a call each per target. Rejects with `InvalidOptionsError` for options that cannot work and for a learner that
   * cannot be calibrated, and with the signal's reason; a call that fails is left out. Kept in `storage`, where there is one,
   * for other processes and later ones.
   */
  async calibrate<P extends ChatRequest>(options: CalibrateOptions<P>): Promise<CalibrationReport> {
    const { learner } = this.#assembly
    if (!learner.calibrate) {
      throw new InvalidOptionsError('calibrate', [{ path: 'learning', message: 'this learner cannot be calibrated' }])
    }
    const report = await runCalibration(this.#assembly, options ?? {}, prompt =>
      this.#callOf(prompt, 'chat', { cache: 'off', ...(options.signal && { signal: options.signal }) }),
    )
    learner.calibrate(report.examples)
    await this.#calibration?.store(report.examples)
    return report
  }

  async report(): Promise<Report> {
    await this.#ready()
    const { parts, learner, clock } = this.#assembly
    const { sinceMs = clock.now(), requests, failures, cacheHits } = this.#counts
    const targets = parts.targets.map(({ target }) => ({
      ...this.#tracker.totals(target),
      ...this.#counts.beliefs(target, (task, t) => learner.predict(task, t)),
      circuit: parts.circuits?.breakerFor(target).state ?? 'closed',
    }))
    const costUsd = targets.reduce((sum, target) => sum + target.costUsd, 0)
    return { sinceMs, requests, failures, cacheHits, costUsd, targets }
  }

  /**
   * Changes what holds for every request, from the next one on: the strategy, thresholds (`constraints`), and what money and
   * time are worth (`weights`). What is not named stays. Throws `InvalidOptionsError`, and changes nothing then.
   */
  configure(settings: RouterSettings): void {
    checkSettings(settings, this.#assembly.parts.targets)
    this.#assembly.parts.router.configure(settings)
    this.#constraints = settings.constraints ?? this.#constraints
    if (!settings.strategy) return
    this.#strategy = settings.strategy
    this.#defaultHandler = this.#assembly.handlerFor(settings.strategy)
  }

  /** How it is wired, as plain data: layers, strategy and targets. */
  describe(): JsonValue {
    const { layers, parts } = this.#assembly
    return {
      layers: { call: layers.call, core: ['classify', 'route', 'execute', 'merge'], attempt: layers.attempt },
      strategy: this.#strategy.name,
      targets: parts.targets.map(({ target }) => target),
    }
  }

  /** Listens; the returned function stops it. A listener that throws breaks nothing. */
  on<E extends keyof OrchestratorEvents>(event: E, listener: OrchestratorListener<E>): () => void {
    return this.#events.on(event, listener)
  }

  /** Waits for work in the background and stores what was learned last. The storage itself is its maker's to close. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopListening?.()
    if (this.#sync) this.#background.run('storing what was learned', () => this.#sync?.flush() ?? Promise.resolve())
    await this.#background.settled()
  }

  /** What was learned elsewhere is there; `undefined` where there is nothing to wait for. */
  #ready(): Promise<unknown> | undefined {
    const [learned, calibrated] = [this.#sync?.ready(), this.#calibration?.ready()]
    return learned && calibrated ? Promise.all([learned, calibrated]) : (learned ?? calibrated)
  }

  #asked(request: ChatRequest, mode: Call['mode'], options: ChatOptions): Asked {
    const call = this.#callOf(request, mode, options)
    const { strategy } = options
    const handler = strategy ? this.#assembly.handlerFor(strategy) : this.#defaultHandler
    return new Asked(call, strategy ?? this.#strategy, handler, this.#askedParts)
  }

  #callOf(request: ChatRequest, mode: Call['mode'], options: ChatOptions): Call {
    checkCallOptions(options)
    if (options.session !== undefined && !this.#options.sessions) {
      throw new InvalidOptionsError('chat options', [
        { path: 'session', message: 'this orchestrator keeps none: give it `sessions: new SessionStore(...)`' },
      ])
    }
    checkRequest(request)
    const { clock, random } = this.#assembly
    const { deadlines, maxAttempts = MAX_ATTEMPTS } = this.#options
    const usd = Math.min(this.#constraints?.maxCostUsd ?? Infinity, options.constraints?.maxCostUsd ?? Infinity)
    return {
      id: options.id ?? newId(random),
      request,
      mode,
      signal: options.signal ?? new AbortController().signal,
      options,
      ledger: new RequestLedger({ timeMs: deadlines?.totalMs ?? TOTAL_MS, usd, attempts: maxAttempts }, clock),
      trace: new Trace(),
    }
  }

  /** An opinion on what was said in the shadow is a judge's. */
  async #shadow(call: ClassifiedCall, target: Target): Promise<void> {
    const { parts, clock, learner } = this.#assembly
    const score = await askShadow(parts, call, target)
    if (score === undefined) return
    const judged = { score, weight: defaultSourceWeights.judge, source: 'judge', propensity: 1 } as const
    learner.observe({ type: 'feedback', task: call.task, target, ...judged, atMs: clock.now() })
    this.#sync?.observed()
  }

  #changed(change: BeliefChange): void {
    this.#events.emit('belief-change', change)
    const log = this.#options.storage?.log
    const entry = JSON.stringify({ type: 'belief-change', ...change })
    if (log) this.#background.run('logging a changed belief', () => log.append([entry]))
  }
}
