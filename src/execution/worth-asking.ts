import { splitTarget, type Target } from '../chat/index.ts'
import { effectOf, ProviderError } from '../errors/index.ts'

/** Tokens that a target has room for; `undefined` where that is not known. */
export type ContextTokens = (target: Target) => number | undefined

/**
 * Whether a target may answer what others failed at: none of a provider whose key or account was refused, and none
 * without more room than one for which the request was too long.
 */
export function isWorthAsking(target: Target, errors: readonly unknown[], contextTokens: ContextTokens): boolean {
  return errors.every(error => {
    if (!(error instanceof ProviderError)) return true
    const { remedy } = effectOf(error)
    if (remedy === 'other-provider') return splitTarget(target).provider !== splitTarget(error.target).provider
    if (remedy !== 'larger-context') return true
    return (contextTokens(target) ?? Infinity) > (contextTokens(error.target) ?? 0)
  })
}
