import type { PrefixAffinity } from '../cache/index.ts'
import { type ChatRequest, splitTarget, type Target } from '../chat/index.ts'
import { type ModelInfo, priceOf } from '../providers/index.ts'
import type { Session } from './session.ts'
import { withHistory } from './with-history.ts'

export interface SwitchCostOptions {
  /** The model behind a target, for its prices. In the Orchestrator its own; without any, leaving costs only held files. */
  readonly modelOf?: (target: Target) => ModelInfo | undefined
  /** How long a provider keeps a prompt that nobody asks for, ms. Default 300 000: five minutes, as most document. */
  readonly promptCacheTtlMs?: number
  /**
   * Knows which target has which beginning warm, by what was sent and what its usage reports. Default: the last target of
   * the session is taken to hold what the session counted.
   */
  readonly affinity?: Pick<PrefixAffinity, 'record' | 'warmTokens'>
  /** What it costs to make again one file that only the provider holds, USD. Default 0.001. */
  readonly heldFileUsd?: number
}

/**
 * What it costs to leave a target, USD: the discount on the part of the prompt that it still holds in its cache, and the
 * files that only it holds. After the time to live the discount fades by half every further time to live, because a cache
 * that nobody needs the room of lives on. `request`: the turn that comes, which an `affinity` needs to know.
 */
export function switchCostUsd(
  session: Session,
  target: Target,
  nowMs: number,
  options: SwitchCostOptions = {},
  request: ChatRequest = { messages: [] },
): number {
  const { modelOf, affinity, promptCacheTtlMs = 300_000, heldFileUsd = 0.001 } = options
  const heldUsd = heldFileUsd * heldFiles(session, target)
  const model = modelOf?.(target)
  if (!model) return heldUsd
  const warmTokens = affinity?.warmTokens(target, prompt(session, request))
  if (warmTokens === undefined && session.visits.at(-1)?.target !== target) return heldUsd
  const tokens = warmTokens ?? session.cachedTokens
  const cold = priceOf({ inputTokens: tokens, outputTokens: 0 }, model, nowMs)
  const warm = priceOf({ inputTokens: 0, cacheReadTokens: tokens, outputTokens: 0 }, model, nowMs)
  if (cold === undefined || warm === undefined) return heldUsd
  // The affinity has heeded the time already.
  const overdue = warmTokens === undefined ? Math.max(0, (nowMs - session.lastAtMs) / promptCacheTtlMs - 1) : 0
  return heldUsd + Math.max(0, cold - warm) * 0.5 ** overdue
}

/** What a target sees of a turn, as far as it is compared: the messages, history first. */
export function prompt(session: Session, { messages }: ChatRequest): ChatRequest {
  return withHistory(session, { messages })
}

function heldFiles(session: Session, target: Target): number {
  const { provider } = splitTarget(target)
  let count = 0
  for (const { content } of session.messages) {
    if (typeof content === 'string') continue
    for (const part of content) {
      if (part.type === 'file' && 'fileId' in part.data && part.data.provider === provider) count++
    }
  }
  return count
}
