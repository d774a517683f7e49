/**
 * npm run bench -- resilience: µs per call of the circuit alone, and of the whole attempt onion, against the same made of
 * cockatiel and opossum. Interleaved rounds, medians.
 */
import {
  bulkhead,
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleAll,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel'
import OpossumBreaker from 'opossum'
import pRetry from 'p-retry'
import {
  type Attempt,
  CircuitBreaker,
  CircuitPool,
  circuitLayer,
  compose,
  deadlineLayer,
  limitLayer,
  replyOf,
  RequestLedger,
  RetryBudget,
  retryLayer,
  systemClock,
  Trace,
} from 'routewise'

const rounds = 15
const callsPerRound = 20_000
const target = 'bench/model'
const response = {
  text: 'ok',
  toolCalls: [],
  finishReason: 'stop',
  usage: { inputTokens: 1, outputTokens: 1 },
  model: 'm',
} as const

type Contender = () => unknown

export async function run(): Promise<void> {
  await table('circuit alone, around nothing', circuits(), 'CircuitBreaker')
  await table('circuit and timeout around a call that answers at once', timed(), 'routewise')
  await table('the whole attempt: retry with a budget, limit, circuit and timeout', onions(), 'routewise onion')
}

function circuits(): Record<string, Contender> {
  const ours = new CircuitBreaker()
  const policy = circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) })
  const opossum = new OpossumBreaker(async () => response, { timeout: false })
  return {
    CircuitBreaker: () => ours.acquire().succeed(),
    cockatiel: () => policy.execute(() => response),
    opossum: () => opossum.fire(),
  }
}

const { signal } = new AbortController()
const attempt: Attempt = {
  id: '1',
  request: { messages: [{ role: 'user', content: 'hi' }] },
  mode: 'chat',
  signal,
  options: {},
  ledger: new RequestLedger({}, systemClock),
  trace: new Trace(),
  task: { kind: 'general', confidence: 1, complexity: 0, inputTokens: 1, needs: [] },
  target,
  attempt: 1,
}
const leaf = async (call: Attempt) => replyOf(response, call.target)
const action = async (own?: AbortSignal) => {
  own?.throwIfAborted()
  return response
}
const consecutive = () => circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) })
const aggressive = () => timeout(30_000, TimeoutStrategy.Aggressive)

function timed(): Record<string, Contender> {
  const ours = compose([circuitLayer(new CircuitPool().breakerFor), deadlineLayer({ attemptMs: 30_000 })], leaf)
  const policy = wrap(consecutive(), aggressive())
  const opossum = new OpossumBreaker(action, { timeout: 30_000 })
  return {
    routewise: () => ours(attempt),
    cockatiel: () => policy.execute(async () => response, signal),
    'opossum fire, signals': () => obeying(opossum),
    'opossum fire': () => opossum.fire(),
  }
}

/** What opossum does not do itself it gets as its users give it: p-retry around, its own capacity for the limit, signals by hand. */
function onions(): Record<string, Contender> {
  const ours = compose(
    [
      retryLayer({ budget: new RetryBudget() }),
      limitLayer().layer,
      circuitLayer(new CircuitPool().breakerFor),
      deadlineLayer({ attemptMs: 30_000 }),
    ],
    leaf,
  )
  const policy = wrap(
    retry(handleAll, { maxAttempts: 2, backoff: new ExponentialBackoff() }),
    bulkhead(1000),
    consecutive(),
    aggressive(),
  )
  const opossum = new OpossumBreaker(action, { timeout: 30_000, capacity: 1000 })
  return {
    'routewise onion': () => ours(attempt),
    'cockatiel wrap': () => policy.execute(async () => response, signal),
    'p-retry, opossum, signals': () => pRetry(() => obeying(opossum), { retries: 2, signal }),
    'p-retry, opossum': () => pRetry(() => opossum.fire(), { retries: 2 }),
  }
}

/** Opossum leaves a call that timed out running, and knows of no caller who leaves: with both, as the others have them. */
async function obeying(opossum: { fire(own: AbortSignal): Promise<unknown> }): Promise<unknown> {
  const controller = new AbortController()
  const follow = (): void => controller.abort(signal.reason)
  signal.addEventListener('abort', follow, { once: true })
  try {
    return await opossum.fire(controller.signal)
  } catch (error) {
    controller.abort(error)
    throw error
  } finally {
    signal.removeEventListener('abort', follow)
  }
}

async function table(title: string, contenders: Record<string, Contender>, own: string): Promise<void> {
  const times = new Map(Object.keys(contenders).map(name => [name, [] as number[]]))
  for (let round = 0; round <= rounds; round++) {
    for (const [name, call] of Object.entries(contenders)) {
      const startMs = performance.now()
      for (let i = 0; i < callsPerRound; i++) {
        const result = call()
        if (result instanceof Promise) await result
      }
      // The first round warms up.
      if (round > 0) times.get(name)?.push(((performance.now() - startMs) * 1000) / callsPerRound)
    }
  }
  const median = (name: string): number => (times.get(name) ?? []).sort((a, b) => a - b)[rounds >> 1] ?? Number.NaN
  console.log(`\n${title}, µs per call`)
  for (const name of times.keys()) {
    const ratio = median(name) / median(own)
    console.log(name.padEnd(24), median(name).toFixed(2).padStart(8), `${ratio.toFixed(1)}×`.padStart(8))
  }
}
