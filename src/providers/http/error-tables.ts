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
    /insufficient (account )?(quota|funds)|\bcredits?\b(?! (were|to unlock))|(?<!load )balance\b|billing (hard limit|error|not active)|spend\w* limit|budget exceeded|exceeded current quota|(quota|setlimit)exceeded/,
    'quota',
  ],
  [
    /arrear|overdue|recharge|free ?tier ?o[nf]|usage limit|account is (suspended|not active)|key limit exceeded/,
    'quota',
  ],
  [
    /context ?(length|window)|max(imum)? prompt length|(prompt|input|length) (is )?too (long|large)|longer than the max|too many (prompt|input) tokens|exceed\w*.*context|exceed\w*( the)? (model|max\w*)( message| input)? (token limit|length|tokens)/,
    'context-length',
  ],
  [
    /token count.*exceed|tokens \+ .*<=|request (body )?too large for|reduce the length of|range of input length/,
    'context-length',
  ],
  [
    /content ?(filter|policy|moderation|exists risk|management policy)|moderation|data ?inspection|riskdetection|high risk|^invalid prompt$|polic(y|ies) ?violation|usage (polic|guideline)/,
    'content-policy',
  ],
  [
    /(inappropriate|sensitive|unsafe|prohibited|harmful) ?content|(potentially|contain|new) (unsafe|sensitive)|flagged( as| for| by|$)|safety( (error|check|system|filter|guideline)|$)|不安全|敏感/,
    'content-policy',
  ],
  [
    /(incorrect|invalid|missing|no|wrong|expired) ?(api ?key|auth|(\w+ )?(key|token)$)|api ?key.{0,40}(invalid|not valid|expired|missing|leaked)|authentication|unauth|unregistered/,
    'auth',
  ],
  [/permission|access ?denied|not ?open$| restricted$|terms required|been disabled/, 'permission'],
  [
    /overload|busy|capacity|(service|model|engine|^) ?(is )?(temporarily |currently )?unavailable|no available/,
    'overloaded',
  ],
  [/rate ?(limit|quota)|too ?many ?requests|throttl|limit (requests|burst)/, 'rate-limit'],
  [/time ?out( ?error)?$|(^|request )timed out/, 'timeout'],
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
