import { type ContextStrategy, contextOf } from '../cache/index.ts'
import type { ChatRequest, ChatResponse, Message, TaskProfile } from '../chat/index.ts'
import { textOf } from '../chat/index.ts'
import { estimateTokens, textTokens, type TokenCounter, topicShift } from '../classify/index.ts'
import { type Fault, InvalidOptionsError, InvalidRequestError } from '../errors/index.ts'
import type { SessionView } from '../routing/index.ts'
import { type Clock, type Random, sleep, systemClock, systemRandom } from '../runtime/index.ts'
import type { KeyValueStore, RecordStore } from '../storage/index.ts'
import { newSession, type Session, servedBy, type TopicVisit } from './session.ts'
import { decodeSession, encodeSession } from './session-codec.ts'
import { SessionConflictError } from './session-conflict-error.ts'
import type { Sessions, Turn } from './sessions.ts'
import { prompt, type SwitchCostOptions, switchCostUsd } from './switch-cost.ts'

export interface SessionStoreOptions extends SwitchCostOptions {
  /**
   * Where sessions are kept. With `records` two processes may serve one conversation and no turn is lost; with `values`
   * alone the last writer wins.
   */
  readonly storage: { readonly values: KeyValueStore; readonly records?: RecordStore }
  /** How long a session outlives its last turn, ms. Default 86 400 000: a day. */
  readonly ttlMs?: number
  /** Messages that are kept of a conversation, the oldest turns go first; 0 keeps none of what was said. Default 200. */
  readonly maxMessages?: number
  /** What of it is sent again: everything, what the user and tools said, or only what was answered. Default `full`. */
  readonly context?: ContextStrategy
  /**
   * How often a turn moves to another kind of task, before its kind is read, in (0, 1); a turn of less than 20 tokens does so
   * more rarely, in proportion: it is likelier to be a follow-up. The topic changes where this times the share of the new
   * kind exceeds the rest times the share of the old. Default 0.06.
   */
  readonly changeRate?: number
  /** From this score of `topicShift` on a turn of the same kind is another topic, 0–1. Default 0.6. */
  readonly shiftThreshold?: number
  /** Counts the tokens of a text. Default `textTokens`, an estimate. */
  readonly countTokens?: TokenCounter
  /** Told of a stored session that could not be read. What it held is kept under `unreadable-session:` and the id. */
  readonly onWarning?: (warning: string) => void
  readonly clock?: Clock
  readonly random?: Random
}

const DAY_MS = 86_400_000
const MAX_VISITS = 50
const RECENT_TEXTS = 6
const RECENT_CHARS = 300
/** Among so many kinds the rest is spread where a classifier tells no shares. */
const OTHER_KINDS = 5
const MAX_TRIES = 10
/** Who opens a topic says what it is about, in so many tokens. */
const OPENING_TOKENS = 20
const MAX_ID_CHARS = 512

/** Conversations by id: what they are about, who served them, what was said. */
export class SessionStore implements Sessions {
  readonly #options: SessionStoreOptions
  readonly #ttlMs: number
  readonly #maxMessages: number
  readonly #clock: Clock
  readonly #random: Random

  /** @throws InvalidOptionsError */
  constructor(options: SessionStoreOptions) {
    check(options)
    this.#options = options
    this.#ttlMs = options.ttlMs ?? DAY_MS
    this.#maxMessages = options.maxMessages ?? 200
    this.#clock = options.clock ?? systemClock
    this.#random = options.random ?? systemRandom
  }

  /**
   * The session of that id as it is stored, or a new one. Writes nothing.
   * @throws InvalidRequestError for an id that is not a text of 1 to 512 characters
   */
  async open(id: string): Promise<Session> {
    return this.#sentAgain((await this.#read(id)).session)
  }

  /** What routing may know of a session when a request comes: topic, who served it, what leaving would cost. */
  view(session: Session, task: TaskProfile, request: ChatRequest, modelOf?: SwitchCostOptions['modelOf']): SessionView {
    const nowMs = this.#clock.now()
    const { topic, sameTopic } = this.#topicOf(session, task, request.messages)
    const previous = sameTopic
      ? session.visits.at(-1)?.target
      : (servedBy(session, topic) ?? session.visits.at(-1)?.target)
    return {
      id: session.id,
      topic,
      sameTopic,
      ...(previous !== undefined && { previous }),
      switchCostUsd:
        previous === undefined
          ? 0
          : switchCostUsd(session, previous, nowMs, { ...(modelOf && { modelOf }), ...this.#options }, request),
    }
  }

  /**
   * Adds a turn to what is stored and returns the session with it. Where another process wrote in between, it is read and
   * tried again, so that no turn is lost.
   * @throws SessionConflictError when others keep writing first
   */
  async record(id: string, turn: Turn): Promise<Session> {
    const { affinity, storage } = this.#options
    const { records, values } = storage
    for (let tries = 1; ; tries++) {
      const { session, version, unreadable } = await this.#read(id)
      if (unreadable !== undefined) await values.set(`unreadable-session:${id}`, unreadable)
      if (tries === 1)
        affinity?.record(turn.target, prompt(this.#sentAgain(session), { messages: turn.asked }), turn.response.usage)
      const next = this.#after(session, turn)
      const text = encodeSession(next)
      if (!records) {
        await values.set(keyOf(id), text, { ttlMs: this.#ttlMs })
        return next
      }
      if (await records.write(keyOf(id), text, { ifVersion: version, ttlMs: this.#ttlMs })) return next
      if (tries === MAX_TRIES) throw new SessionConflictError(id, tries)
      await sleep(this.#clock, this.#random() * 2 ** tries)
    }
  }

  async #read(id: string): Promise<{ session: Session; version: string | null; unreadable?: string }> {
    checkId(id)
    const { records, values } = this.#options.storage
    const record = records ? await records.read(keyOf(id)) : undefined
    const text = records ? record?.value : await values.get(keyOf(id))
    const version = record?.version ?? null
    if (text === undefined) return { session: newSession(id, this.#clock.now()), version }
    const session = decodeSession(text)
    if (session) return { session, version }
    this.#options.onWarning?.(
      `the stored session "${id}" (${text.length} characters) is not readable: a new one is begun, the old text is kept under unreadable-session:${id}`,
    )
    return { session: newSession(id, this.#clock.now()), version, unreadable: text }
  }

  #sentAgain(session: Session): Session {
    return { ...session, messages: contextOf(session.messages, this.#options.context ?? 'full') }
  }

  #topicOf(session: Session, task: TaskProfile, asked: readonly Message[]): { topic: string; sameTopic: boolean } {
    const now = session.visits.at(-1)?.topic
    if (now === undefined) return { topic: task.kind, sameTopic: false }
    const { changeRate = 0.06, shiftThreshold = 0.6 } = this.#options
    const text = askedTextOf(asked)
    const leaves = changeRate * Math.min(1, textTokens(text) / OPENING_TOKENS)
    const stays = (1 - leaves) * (task.shares?.[now] ?? (1 - task.confidence) / OTHER_KINDS)
    if (task.kind !== now && leaves * task.confidence > stays) return { topic: task.kind, sameTopic: false }
    return { topic: now, sameTopic: topicShift(session.recentTexts, text).score < shiftThreshold }
  }

  #after(session: Session, { asked, response, task, target }: Turn): Session {
    const nowMs = this.#clock.now()
    const { topic } = this.#topicOf(session, task, asked)
    const last = session.visits.at(-1)
    const goesOn = last?.topic === topic && last.target === target
    const visit: TopicVisit = goesOn ? { ...last, turns: last.turns + 1 } : { topic, target, turns: 1, sinceMs: nowMs }
    const earlier = goesOn ? session.visits.slice(0, -1) : session.visits
    const answer: Message = { role: 'assistant', content: response.text, toolCalls: response.toolCalls }
    return {
      id: session.id,
      turns: session.turns + 1,
      visits: [...earlier, visit].slice(-MAX_VISITS),
      lastAtMs: nowMs,
      cachedTokens:
        seenTokens(response) ??
        task.inputTokens + estimateTokens({ messages: [answer] }, this.#options.countTokens ?? textTokens),
      recentTexts: [...session.recentTexts, askedTextOf(asked).slice(0, RECENT_CHARS)].slice(-RECENT_TEXTS),
      messages: newest([...session.messages, ...asked, answer], this.#maxMessages),
    }
  }
}

/** The id comes from outside: types do not hold there. */
function checkId(id: unknown): void {
  if (typeof id === 'string' && id !== '' && id.length <= MAX_ID_CHARS) return
  const found = typeof id === 'string' ? `${id.length} characters long` : `a ${id === null ? 'null' : typeof id}`
  const message = `the id is ${found}; write a text of 1 to ${MAX_ID_CHARS} characters`
  throw new InvalidRequestError([{ path: 'session', message }])
}

function keyOf(id: string): string {
  return `session:${id}`
}

function askedTextOf(messages: readonly Message[]): string {
  const asked = messages.findLast(message => message.role === 'user')
  return asked ? textOf(asked) : ''
}

/** What the provider says it read and wrote; `undefined` where it says nothing. */
function seenTokens({ usage }: ChatResponse): number | undefined {
  const { inputTokens, cacheReadTokens = 0, cacheWriteTokens = 0, outputTokens = 0 } = usage
  return inputTokens === undefined ? undefined : inputTokens + cacheReadTokens + cacheWriteTokens + outputTokens
}

/** The newest messages, from the beginning of a turn on. */
function newest(messages: readonly Message[], max: number): readonly Message[] {
  if (messages.length <= max) return messages
  const from = messages.findIndex((message, i) => i >= messages.length - max && message.role === 'user')
  return from < 0 ? [] : messages.slice(from)
}

function check(options: SessionStoreOptions): void {
  const faults: Fault[] = []
  const { ttlMs = 1, maxMessages = 0, changeRate = 0, shiftThreshold = 0, promptCacheTtlMs = 1 } = options
  if (!(ttlMs > 0)) faults.push({ path: 'ttlMs', message: `${ttlMs} is not above 0` })
  if (!(promptCacheTtlMs > 0)) faults.push({ path: 'promptCacheTtlMs', message: `${promptCacheTtlMs} is not above 0` })
  if (!(Number.isInteger(maxMessages) && maxMessages >= 0)) {
    faults.push({ path: 'maxMessages', message: `${maxMessages} is not a whole number from 0 on` })
  }
  for (const [path, value] of Object.entries({ changeRate, shiftThreshold })) {
    if (!(value >= 0 && value <= 1)) faults.push({ path, message: `${value} is not between 0 and 1` })
  }
  if (faults.length > 0) throw new InvalidOptionsError('SessionStore', faults)
}
