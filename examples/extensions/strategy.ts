/** A strategy: a pure function from what is known to a plan. Here: short questions to the cheapest, the rest to the best. */
import { Orchestrator, type RoutingStrategy, simulated } from 'routewise'

const byLength: RoutingStrategy = {
  name: 'by-length',
  plan({ candidates, task }) {
    const short = task.inputTokens < 20
    const rank = ({ prediction: p }: (typeof candidates)[number]): number => (short ? -p.costUsd.mean : p.quality.mean)
    const [first, ...rest] = candidates.toSorted((a, b) => rank(b) - rank(a)).map(({ target }) => target)
    return { mode: 'in-order', targets: [first ?? candidates[0].target, ...rest], reason: short ? 'short' : 'long' }
  },
}

const price = (usd: number) => [{ inputUsdPerMTok: usd, outputUsdPerMTok: usd }]
const provider = simulated({
  id: 'sim',
  models: [
    { id: 'large', prices: price(10) },
    { id: 'small', prices: price(0.1) },
  ],
  answer: ({ model }) => ({ text: `answered by ${model}`, latencyMs: 1 }),
})
await using orchestrator = new Orchestrator({ providers: [provider], strategy: byLength })
const { routing } = await orchestrator.chat({ messages: [{ role: 'user', content: 'hi' }] })
export const result = `${routing.target}, because the question is ${routing.decision?.plan.reason}`
console.log(result)
