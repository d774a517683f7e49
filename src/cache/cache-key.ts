import type { ChatRequest, JsonValue } from '../chat/index.ts'
import type { Constraints } from '../handler/index.ts'
import { canonicalRequest } from './canonical-request.ts'
import { sha256 } from './sha256.ts'

declare const made: unique symbol

/**
 * Names one value of one scope: `v1:<scope>:<rest>`. Only `scopedKey` and `requestKey` make one, so nothing can be
 * stored or read without saying whose it is.
 */
export type CacheKey = string & { readonly [made]: true }

/** The start of every key of one scope. Throws a `TypeError` for an empty scope: everybody who forgot one would share it. */
export function scopePrefix(scope: string): string {
  if (scope === '') throw new TypeError('the scope of a cache key is empty: name the tenant or user it belongs to')
  return `v1:${scope.replaceAll(/[%:]/g, char => (char === ':' ? '%3A' : '%25'))}:`
}

/** A key for a value of one's own. `name` may be any text. */
export function scopedKey(scope: string, name: string): CacheKey {
  return (scopePrefix(scope) + name) as CacheKey
}

export interface RequestKeyOptions {
  /** What the caller demands of the targets: an answer of a target that is denied must not be found. */
  readonly constraints?: Constraints | undefined
  /** What else changes the answer: the revision of a prompt, a locale, the id of a conversation whose context is added later. */
  readonly vary?: JsonValue | undefined
}

/**
 * The key of a chat request: SHA-256 over its scope and everything that changes its answer. Costs about 20 µs.
 * `undefined` where a schema in it has no JSON Schema to compare by: such a request is not cached.
 */
export async function requestKey(
  request: ChatRequest,
  scope: string,
  options: RequestKeyOptions = {},
): Promise<CacheKey | undefined> {
  const text = await canonicalRequest(request, scope, options)
  return text === undefined ? undefined : scopedKey(scope, await sha256(text))
}
