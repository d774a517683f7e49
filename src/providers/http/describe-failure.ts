import type { ErrorFacts } from './classify-error.ts'
import { object, optionalName, text } from './json.ts'

/** The codes and no sentence: sentences quote keys and prompts. */
export function describeFacts({ codes, parameter }: ErrorFacts, status: number): string {
  if (status >= 300 && status < 400) return 'redirects are not followed: check baseUrl'
  const safe = [...new Set(codes)].flatMap(code => optionalName(code) ?? [])
  if (parameter !== undefined) safe.push(`parameter ${parameter}`)
  return `refused with ${safe.join(', ') || 'no code'}`
}

/** A parameter named at the start of a message, where no field names it: `temperature: Extra inputs are not permitted`. */
export function refusedParameter(message: string): string | undefined {
  const match =
    /^(?:invalid )?([\w.]+): (?:extra inputs|input should|must be|only )|unsupported (?:parameter|value): '([\w.]+)'/i.exec(
      message,
    )
  return match?.[1] ?? match?.[2]
}

/** The code of the system error below, such as ` (ECONNRESET)`. */
export function causeCode(error: unknown): string {
  const code = text(object(object(error)['cause'])['code'])
  return /^[A-Z_]{2,32}$/.test(code) ? ` (${code})` : ''
}
