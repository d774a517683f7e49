import type { ProviderErrorKind } from '../../errors/index.ts'

/** A row: what the body says, and the kind that follows. Patterns are matched against lower-case text. */
export type ErrorRule = readonly [pattern: RegExp, kind: ProviderErrorKind]

/**
 * What providers say, whatever their HTTP status: 429 stands for three things, 400 for seven. Read from top to bottom
 * over the codes first, and then over the message: money before rates, since a spent account also "exceeds" something.
 */
export const codeRules: readonly ErrorRule[] = [
  [
    /insufficient[_ ]?(quota|balance|credits?|funds)|billing_(hard_limit|error|not_active)|spend_limit|credits?_(exhausted|depleted)/,
    'quota',
  ],
  [/exceeded_current_quota|arrearage|overdue|payment_required|quotaexceeded|setlimitexceeded|freetier/, 'quota'],
  [
    /context[_ ]?length|context_window|exceed_context_size|too_many_prompt_tokens|string_above_max_length|model_max_tokens/,
    'context-length',
  ],
  [
    /content_?(filter|policy|moderation)|moderation|responsibleai|data_?inspection|sensitivecontent|riskdetection/,
    'content-policy',
  ],
  [/invalid_prompt|prohibited_content|safety|policy_violation|sensitive_content/, 'content-policy'],
  [
    /api_?key_?(invalid|expired|missing)|(invalid|incorrect|missing|expired)_(api_?)?(key|token|auth\w*)|authentication|unauthenticated|unauthorized|authorized_error|invalid_iam_token/,
    'auth',
  ],
  [
    /permission|access_?denied|operationdenied|not_?open$|_restricted$|model_not_allowed|unsupported_country/,
    'permission',
  ],
  [/overloaded|server_?busy|capacity|unavailable|modelservingerror|no_available/, 'overloaded'],
  [
    /rate_?limit|ratequota|too_?many_?requests|throttl|limit_requests|resource_exhausted|burst|inflight|allocationquota/,
    'rate-limit',
  ],
  [/timeout|timed_out|deadline_exceeded/, 'timeout'],
]

export const messageRules: readonly ErrorRule[] = [
  [
    /insufficient (account )?balance|(credit )?balance is (too low|not enough)|insufficient (credits|funds|quota)|overdue balance/,
    'quota',
  ],
  [
    /check your account balance|please recharge|requires more credits|credits are depleted|available credits|any credits|monthly (included credits|spending limit)|(credit|key) limit exceeded|out of credits|account is (suspended|not active)/,
    'quota',
  ],
  [
    /reached your specified api usage limits|usage limit.*(plan|billing|subscription)|(plan|billing|subscription).*usage limit/,
    'quota',
  ],
  [
    /maximum context length|max(imum)? prompt length is|context window.*exceed|exceed\w*.*context (window|length|size|limit)/,
    'context-length',
  ],
  [
    /(prompt|input) (is )?too long|input token count.*exceeds the maximum|exceed\w*( the)? (model|max\w*)( context| message| input)? (token limit|length|tokens)/,
    'context-length',
  ],
  [
    /reduce the length of|range of input length should be|greater than the context length|total length of all messages is too long/,
    'context-length',
  ],
  [
    /request too large for|too many (input|prompt) tokens|prompt contains at least \d+ (input )?tokens|tokens? .*exceed\w* (the )?(max|model|context)/,
    'context-length',
  ],
  [
    /content exists risk|usage polic|content management policy|(was )?flagged( (as|for|by)|$)|considered high risk|(inappropriate|sensitive|unsafe) content/,
    'content-policy',
  ],
  [
    /potentially unsafe|content (filter\w* )?polic|may contain sensitive|new_sensitive|safety (system|filter|guideline)|不安全|敏感/,
    'content-policy',
  ],
  [
    /api key.{0,40}(invalid|not valid|expired|missing)|(incorrect|invalid|missing|no|wrong) (api[- ]?key|authentication|authorization)/,
    'auth',
  ],
  [/unregistered callers|authentication fail|invalid x-api-key|carry the api secret key/, 'auth'],
  [
    /(is|are|currently) overloaded|engine overloaded|server is busy|no available (server|instance|capacity)/,
    'overloaded',
  ],
  [/rate limit|too many requests|max(imum)? (organization )?(concurrency|rpm|tpm)|high concurrency/, 'rate-limit'],
]

/** Read when neither code nor message says more: what an error is called where there is no HTTP status of its own. */
export const typeRules: readonly ErrorRule[] = [
  [/invalid|bad_?request|not_?found|unsupported|missing|unprocessable|tool_use_failed|too_large/, 'invalid-request'],
  [/server_?error|api_error|internal|unknown_error/, 'server'],
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
  const known = statusKinds[status]
  if (known) return known
  if (status >= 500) return 'server'
  return status >= 300 ? 'invalid-request' : 'server'
}
