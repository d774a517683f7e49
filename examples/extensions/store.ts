/** A store: four methods over whatever keeps text. Here a Map; decisions are kept there, so feedback finds them later. */
import { type KeyValueStore, Orchestrator, simulated } from 'routewise'

const kept = new Map<string, string>()
const values: KeyValueStore = {
  get: async key => kept.get(key),
  set: async (key, value) => void kept.set(key, value),
  delete: async key => void kept.delete(key),
  async *keys(prefix) {
    for (const key of kept.keys()) if (key.startsWith(prefix)) yield key
  },
}

const storage = { values, [Symbol.asyncDispose]: async () => {} }
const provider = simulated({ id: 'sim', models: [{ id: 'm' }], answer: () => ({ text: 'hi', latencyMs: 1 }) })
const orchestrator = new Orchestrator({ providers: [provider], storage })
const { id } = await orchestrator.chat({ messages: [{ role: 'user', content: 'hello' }] })
await orchestrator[Symbol.asyncDispose]()

const later = new Orchestrator({ providers: [provider], storage })
await later.feedback(id, { score: 1 })
export const result = `${[...kept.keys()].filter(key => key.includes(id)).length} records kept for the request`
console.log(result)
