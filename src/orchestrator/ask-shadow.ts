import type { Target } from '../chat/index.ts'
import { type Attempt, type ClassifiedCall, drain, RequestLedger, Trace } from '../handler/index.ts'
import type { DispatchParts } from './dispatch-parts.ts'

/**
 * Has a target answer a request in the shadow: nobody waits for it and nobody gets the answer. Under a signal and a ledger of its
 * own, so that it neither ends with the request nor spends its money. How good the answer is by the check, 0–1; `undefined`
 * where nothing is checked or nothing was answered.
 */
export async function askShadow(
  { attempt, check, clock }: Pick<DispatchParts, 'attempt' | 'check' | 'clock'>,
  call: ClassifiedCall,
  target: Target,
): Promise<number | undefined> {
  const alone: Attempt = {
    ...call,
    mode: 'chat',
    target,
    attempt: 1,
    signal: new AbortController().signal,
    ledger: new RequestLedger({ attempts: 1 }, clock),
    trace: new Trace(),
  }
  try {
    const response = await drain(await attempt(alone))
    return check && (await check({ target, weight: 1, response }, alone))
  } catch {
    // It was measured, and its failure told, as that of any attempt.
    return undefined
  }
}
