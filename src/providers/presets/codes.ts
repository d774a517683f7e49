import type { ProviderErrorKind } from '../../errors/index.ts'
import type { ErrorCodes } from '../http/classify-error.ts'

/** A table of error codes out of the codes of each kind, apart by spaces. */
export function codesOf(kinds: { readonly [kind in ProviderErrorKind]?: string }): ErrorCodes {
  const entries = Object.entries(kinds) as [ProviderErrorKind, string][]
  return Object.fromEntries(entries.flatMap(([kind, codes]) => codes.split(' ').map(code => [code, kind])))
}
