export type ProviderErrorKind =
  | 'auth'
  | 'permission'
  | 'invalid-request'
  | 'context-length'
  | 'content-policy'
  | 'rate-limit'
  | 'quota'
  | 'overloaded'
  | 'server'
  | 'timeout'
  | 'network'
  | 'malformed-response'
  | 'unknown'

const lasting: readonly ProviderErrorKind[] = [
  'auth',
  'permission',
  'invalid-request',
  'context-length',
  'content-policy',
  'quota',
]

/** Whether the same target may answer if asked again. */
export const isRetryable = (kind: ProviderErrorKind): boolean => !lasting.includes(kind)

/** Whether another target may answer: not where the request itself is at fault. */
export const isMovable = (kind: ProviderErrorKind): boolean => kind !== 'invalid-request' && kind !== 'content-policy'
