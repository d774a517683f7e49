import type { ErrorFacts } from './classify-error.ts'

/** The codes and no sentence: sentences quote keys and prompts. */
export function describeFacts({ codes, parameter }: ErrorFacts, status: number): string {
  if (status >= 300 && status < 400) return 'the server redirects, which is not followed: check baseUrl'
  const named = [...new Set(codes)].filter(code => /^[\w.:-]{1,64}$/.test(code))
  const about = parameter !== undefined && /^[\w.[\]-]{1,64}$/.test(parameter) ? `, parameter ${parameter}` : ''
  return named.length > 0 ? `refused with ${named.join(', ')}${about}` : 'refused without a code'
}

/** A parameter named at the start of a message, where no field names it: `temperature: Extra inputs are not permitted`. */
export function refusedParameter(message: string): string | undefined {
  const match =
    /^([a-z_]+(?:\.[a-z_]+)*): (?:extra inputs|input should|must be)/i.exec(message) ??
    /^invalid ([a-z_]+): only /i.exec(message) ??
    /unsupported (?:parameter|value): '([\w.]+)'/i.exec(message)
  return match?.[1]
}

/** The code of the system error below, such as `(ECONNRESET)`. */
export function causeCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' && /^[A-Z_]{2,32}$/.test(code) ? ` (${code})` : ''
}
