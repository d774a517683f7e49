import { LRUCache } from 'lru-cache'
import { type ChatRequest, canonicalJson, type Target, type Usage } from '../chat/index.ts'
import { type Clock, hash32, systemClock } from '../runtime/index.ts'

export interface PrefixAffinityOptions {
  /** How long a provider keeps a prefix that nobody uses, ms: one for all, or by target. Default 5 minutes. */
  readonly ttlMs?: number | ((target: Target) => number)
  /** Shorter prefixes are not kept by providers, tokens. Default 1024. */
  readonly minTokens?: number
  /** Prefixes remembered, all targets together. Default 20 000. */
  readonly maxPrefixes?: number
  readonly clock?: Clock
}

interface Prefix {
  readonly id: string
  /** Of the whole prefix, estimated. */
  readonly tokens: number
}

const CHARS_PER_TOKEN = 4
/** Each answer's share of hits counts this much less than the next one's. */
const FADE = 0.95

/**
 * Which target has the beginning of a conversation in its prompt cache. Prompts are remembered as chains of hashes, one
 * link per message, per target; what a target's cache is worth is corrected by what its usage reports. Hand it to a
 * `SessionStore`, and leaving a target is priced by it.
 */
export class PrefixAffinity {
  readonly #lastUse: LRUCache<string, number>
  readonly #hitShare = new Map<Target, { hits: number; weight: number }>()
  readonly #ttlMs: (target: Target) => number
  readonly #minTokens: number
  readonly #clock: Clock

  constructor(options: PrefixAffinityOptions = {}) {
    const { ttlMs = 300_000 } = options
    this.#ttlMs = typeof ttlMs === 'function' ? ttlMs : () => ttlMs
    this.#minTokens = options.minTokens ?? 1024
    this.#clock = options.clock ?? systemClock
    this.#lastUse = new LRUCache({ max: options.maxPrefixes ?? 20_000 })
  }

  /** `target` has answered `request`: its prefixes are warm there from now on. `usage` says how much was found in its cache. */
  record(target: Target, request: ChatRequest, usage?: Usage): void {
    const expected = this.#deepest(target, request) ?? 0
    const read = usage?.cacheReadTokens
    if (expected > 0 && read !== undefined) {
      const share = this.#hitShare.get(target) ?? { hits: 0, weight: 0 }
      share.hits = share.hits * FADE + Math.min(1, read / expected)
      share.weight = share.weight * FADE + 1
      this.#hitShare.set(target, share)
    }
    const nowMs = this.#clock.mono()
    for (const { id, tokens } of prefixesOf(request))
      if (tokens >= this.#minTokens) this.#lastUse.set(`${target} ${id}`, nowMs)
  }

  /**
   * Tokens of `request` that `target` is expected to find in its cache: 0 once their time is over. `undefined` where no
   * beginning of it that is long enough was seen there.
   */
  warmTokens(target: Target, request: ChatRequest): number | undefined {
    const tokens = this.#deepest(target, request)
    const share = this.#hitShare.get(target)
    // One observation's worth of trust until the target has shown how it is.
    return tokens !== undefined && share ? (tokens * (share.hits + 1)) / (share.weight + 1) : tokens
  }

  #deepest(target: Target, request: ChatRequest): number | undefined {
    const nowMs = this.#clock.mono()
    let deepest: number | undefined
    for (const { id, tokens } of prefixesOf(request)) {
      const usedMs = this.#lastUse.get(`${target} ${id}`)
      if (usedMs === undefined) continue
      deepest = Math.max(deepest ?? 0, nowMs - usedMs < this.#ttlMs(target) ? tokens : 0)
    }
    return deepest
  }
}

/** The tools, then message by message: each link's hash covers all before it. */
function prefixesOf({ tools, messages }: ChatRequest): Prefix[] {
  const prefixes: Prefix[] = []
  let id = ''
  let chars = 0
  for (const part of [tools?.map(({ name, description }) => ({ name, description })) ?? [], ...messages]) {
    const text = canonicalJson(part)
    chars += text.length
    // Two 32-bit hashes over different beginnings: a mix-up costs a wrong estimate, nothing more.
    id = `${hash32(`a${id}${text}`)}.${hash32(`b${id}${text}`)}`
    prefixes.push({ id, tokens: Math.floor(chars / CHARS_PER_TOKEN) })
  }
  return prefixes
}
