import type { ProviderErrorKind } from '../../errors/index.ts'
import { type ErrorRule, errorRules, kindOfStatus, typeRules, wordsOf } from './error-tables.ts'
import { entryOf, list, object, optionalName, optionalText, parseJson, text } from './json.ts'

/** One provider's own codes, read before the common tables. Keys are lower-case. */
export type ErrorCodes = Readonly<Record<string, ProviderErrorKind>>

/** What a failed answer says of itself. */
export interface ErrorFacts {
  /** Every code, type and status word of the body, lower-case, the most specific first. */
  readonly codes: readonly string[]
  /** The provider's sentence. It may quote the request: never put it into an error or a log unasked. */
  readonly message: string
  readonly parameter: string | undefined
  /** A status told in the body: the only one there is inside a stream. */
  readonly status: number | undefined
  readonly empty: boolean
}

/** Reads an error body of any dialect: JSON, JSON in an array, JSON in one SSE frame, text, HTML, nothing. */
export function readErrorBody(source: string): { readonly body: unknown; readonly facts: ErrorFacts } {
  const trimmed = source.trim()
  const framed = /^data: ?(.*)/m.exec(trimmed)
  const body = parseJson(trimmed) ?? (framed ? parseJson(framed[1] ?? '') : undefined)
  return { body, facts: factsOf(body, trimmed) }
}

export function factsOf(body: unknown, source = ''): ErrorFacts {
  const outer = object([body].flat()[0])
  const error = object(outer['error'])
  const base = object(outer['base_resp'])
  const metadata = object(error['metadata'])
  const message =
    [error['message'], outer['error'], outer['message'], base['status_msg'], outer['detail'], outer['msg']]
      .map(text)
      .find(words => words !== '') ?? text(object(list(outer['detail'])[0])['msg'])
  const numbered = /\((\d{4})\)\s*$/.exec(message)?.[1]
  const details = [error['details']].flat()
  const codes = [
    numbered,
    base['status_code'],
    ...details.flatMap(detail => [object(detail)['reason'], object(detail)['error_code']]),
    object(error['innererror'])['code'],
    error['code'],
    outer['code'],
    error['type'],
    error['status'],
    outer['type'] === 'error' ? undefined : outer['type'],
  ]
  const named = codes.flatMap(code => (typeof code === 'number' ? [String(code)] : (optionalText(code) ?? [])))
  return {
    codes: named.map(code => code.toLowerCase()),
    message:
      `${message || (body === undefined && !source.startsWith('<') ? source : '')} ${text(metadata['raw'])}`.trim(),
    parameter: optionalName(error['param']),
    status: [error['status_code'], error['http_code'], error['code'], error['status']].map(Number).find(isStatus),
    empty: source === '' && body === undefined,
  }
}

const isStatus = (value: number): boolean => Number.isInteger(value) && value >= 400 && value < 600

/**
 * What kind of failure an answer is: the body first, since providers use one status for many things, then the status.
 * `status` is that of the response; a body inside a 200 answer is read by its own. Total: never throws, always decides.
 */
export function classifyError(facts: ErrorFacts, httpStatus: number, own: ErrorCodes = {}): ProviderErrorKind {
  const status = httpStatus >= 300 ? httpStatus : facts.status
  const codes = facts.codes.map(wordsOf)
  const byMessage = firstOf(errorRules, [wordsOf(facts.message)])
  for (const code of facts.codes) {
    const kind = entryOf(own, code)
    // A provider's own code for "bad request" may still be about length.
    if (kind) return kind === 'invalid-request' && byMessage === 'context-length' ? byMessage : kind
  }
  if (facts.empty && (status === 400 || status === 413)) return 'context-length'
  const byCode = firstOf(errorRules, codes)
  // What a message says of money or size is more exact than a code for "limit" or "invalid".
  if (byMessage === 'quota' || byMessage === 'context-length') return byMessage
  // Without a key, or of a prompt against their policy, some say that it is not permitted.
  if (byCode === 'permission' && (byMessage === 'auth' || byMessage === 'content-policy')) return byMessage
  if (status === 413 && byCode === 'rate-limit') return 'context-length'
  // A sentence about permission is less exact than a status, unless that stands for anything.
  const kind = byCode ?? (byMessage === 'permission' && (status ?? 400) !== 400 ? undefined : byMessage)
  if (kind) return kind
  if (status !== undefined) return kindOfStatus(status)
  return firstOf(typeRules, codes) ?? 'server'
}

function firstOf(rules: readonly ErrorRule[], texts: readonly string[]): ProviderErrorKind | undefined {
  return rules.find(([pattern]) => texts.some(words => pattern.test(words)))?.[1]
}

/** Kind and message for a refusal over any other address of a provider. */
export function classifyStatus(
  text: string,
  status: number,
): { readonly kind: ProviderErrorKind; readonly message: string } {
  const { facts } = readErrorBody(text)
  const named = facts.codes.filter(code => /^[\w.:-]{1,64}$/.test(code))
  return {
    kind: classifyError(facts, status),
    message: named.length > 0 ? `refused with ${named.join(', ')}` : 'refused without a code',
  }
}
