/** A layer: sees every attempt from its start to its true end, in chat and stream alike. Here it counts who is busy. */
import { type Attempt, type Middleware, observe, Orchestrator, simulated } from 'routewise'

const ended: string[] = []
const counting: Middleware<Attempt> = (attempt, next) =>
  observe(attempt, next, outcome => ended.push(`${attempt.target} ${outcome.status}`))

const provider = simulated({ id: 'sim', models: [{ id: 'm' }], answer: () => ({ text: 'one two', latencyMs: 2 }) })
await using orchestrator = new Orchestrator({
  providers: [provider],
  attemptLayers: ({ retry, limit, circuit, record, deadline }) => [retry, limit, circuit, record, counting, deadline],
})
const request = { messages: [{ role: 'user', content: 'hello' }] } as const
await orchestrator.chat(request)
for await (const _ of orchestrator.stream(request)) break
export const result = ended.join(', ')
console.log(result)
