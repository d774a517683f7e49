import { effectOf, ProviderError } from '../errors/index.ts'
import type { Random } from '../runtime/index.ts'

export interface BackoffOptions {
  /** Upper bound of the first wait, doubled each time. Default 500. */
  readonly baseMs?: number
  /** The same where the target said that it is asked too often. Default 1000. */
  readonly throttledBaseMs?: number
  /** Upper bound of every wait of our own. Default 8000. */
  readonly maxMs?: number
  /** False: wait exactly base × 2^(retry−1), for servers that ask for plain exponential delays (0.1–1.6 s: base 100, max 1600). Default true. */
  readonly jitter?: boolean
  /** A server that wants a longer wait than this is not waited for. Default 60 000. */
  readonly maxHintMs?: number
}

/**
 * How long to wait before the `retry`-th retry (1 for the first), ms: full jitter, uniform in [0, base × 2^(retry−1)]
 * (Brooker, "Exponential Backoff and Jitter", AWS 2015), never below the server's own wish, which is stretched by up to a tenth.
 * `undefined`: the server wants a longer wait than is worth it.
 */
export function backoffMs(
  retry: number,
  error: unknown,
  random: Random,
  options: BackoffOptions = {},
): number | undefined {
  const { baseMs = 500, throttledBaseMs = 1000, maxMs = 8000, maxHintMs = 60_000, jitter = true } = options
  const throttled = effectOf(error).circuit === 'throttled'
  const ownMs = (jitter ? random() : 1) * Math.min(maxMs, (throttled ? throttledBaseMs : baseMs) * 2 ** (retry - 1))
  const hintMs = hintOf(error)
  if (hintMs === undefined) return ownMs
  return hintMs > maxHintMs ? undefined : Math.max(hintMs, ownMs) + random() * 0.1 * hintMs
}

/** The server's wish, where it makes sense. */
function hintOf(error: unknown): number | undefined {
  const hintMs = error instanceof ProviderError ? error.retryAfterMs : undefined
  return hintMs !== undefined && hintMs >= 0 && Number.isFinite(hintMs) ? hintMs : undefined
}
