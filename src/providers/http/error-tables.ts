import type { ProviderErrorKind } from '../../errors/index.ts'

/** A row: what the body says, and the kind that follows. Patterns are matched against `wordsOf`. */
export type ErrorRule = readonly [pattern: RegExp, kind: ProviderErrorKind]

/** Codes and sentences alike: lower-case, words apart. `insufficient_quota` is "insufficient quota". */
export const wordsOf = (source: string): string => source.toLowerCase().replaceAll(/[_-]+/g, ' ')

/**
 * What providers say, whatever their HTTP status: 429 stands for three things, 400 for seven. Read from top to bottom over the
 * codes first, and then over the message: money before rates, since a spent account also "exceeds" something.
 */
export const errorRules: readonly ErrorRule[] = [
  [
    /insufficient (account )?(quota|balance|credit|funds)|insufficientbalance|billing (hard limit|error|not active)|spend(ing)? limit|credits?( \w+)? (exhausted|depleted|used up)|exceeded current quota|arrearage|overdue|payment required|(quota|setlimit)exceeded|free ?tier/,
    'quota',
  ],
  [
    /balance( is|:)? (too low|not enough)|account balance|please (recharge|top up)|(more|available|any|out of|no|included) credits|(credit|key) limit exceeded|account is (suspended|not active)|api usage limit|usage limit.*(plan|billing|subscription)|(plan|billing|subscription).*usage limit/,
    'quota',
  ],
  [
    /context ?(length|window)|exceed context size|too many (prompt|input) tokens|string above max length|model max tokens|max(imum)? prompt length|exceed\w*.*(context|token limit)|total length of all messages|request too large for/,
    'context-length',
  ],
  [
    /(prompt|input) (is )?too (long|large)|range of input length|reduce the length of|prompt contains at least \d+|(input )?tokens? .*exceed\w* (the )?(max|model)|exceed\w*( the)? (model|max\w*)( message| input)? (length|tokens)/,
    'context-length',
  ],
  [
    /content ?(filter|policy|moderation|exists risk|management policy)|moderation|responsible ?ai|data ?inspection|riskdetection|high risk|^invalid prompt$|prohibited content|polic(y|ies) violation|usage polic|flagged( as| for| by|$)/,
    'content-policy',
  ],
  [
    /(inappropriate|sensitive|unsafe|prohibited|harmful) ?content|(potentially|may contain|new) (unsafe|sensitive)|safety( error| check| system| filter| guideline|$)|不安全|敏感/,
    'content-policy',
  ],
  [
    /api ?key.{0,40}(invalid|not valid|expired|missing)|(incorrect|invalid|missing|no|wrong|expired) (api ?key|authentication|authorization)|^(invalid|incorrect|missing|expired) (\w+ )?(key|token|auth\w*)$|authentication|unauthenticated|unauthorized|authorized error|unregistered callers|api secret key/,
    'auth',
  ],
  [
    /permission|access ?denied|operationdenied|not ?open$| restricted$|model not allowed|unsupported country/,
    'permission',
  ],
  [
    /overloaded|(server|system) ?(is )?busy|capacity|(service|model|engine|^) ?(is )?(temporarily |currently )?unavailable|modelservingerror|no available/,
    'overloaded',
  ],
  [
    /rate ?(limit|quota)|too ?many ?requests|throttl|limit requests|resource exhausted|burst|inflight|allocationquota|concurrency|max(imum)? (organization )?(rpm|tpm)/,
    'rate-limit',
  ],
  [/time ?out( ?error)?$|(^|request )timed out|deadline exceeded/, 'timeout'],
]

/** Read when neither code nor message says more: what an error is called where there is no HTTP status of its own. */
export const typeRules: readonly ErrorRule[] = [
  [/invalid|bad ?request|not ?found|unsupported|missing|unprocessable|tool use failed|too large/, 'invalid-request'],
  [/server ?error|api error|internal|unknown error/, 'server'],
]

export const statusKinds: Readonly<Record<number, ProviderErrorKind>> = {
  401: 'auth',
  402: 'quota',
  403: 'permission',
  408: 'timeout',
  409: 'server',
  425: 'server',
  429: 'rate-limit',
  434: 'permission',
  435: 'permission',
  498: 'overloaded',
  503: 'overloaded',
  504: 'timeout',
  529: 'overloaded',
}

export function kindOfStatus(status: number): ProviderErrorKind {
  return statusKinds[status] ?? (status >= 300 && status < 500 ? 'invalid-request' : 'server')
}
