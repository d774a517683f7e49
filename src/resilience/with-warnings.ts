import type { ChatEvent } from '../chat/index.ts'
import type { Reply } from '../handler/index.ts'

/** The same reply, its answer saying what was not as asked for. */
export function withWarnings(reply: Reply, warnings: readonly string[]): Reply {
  const add = <T extends { readonly warnings?: readonly string[] }>(end: T): T => ({
    ...end,
    warnings: [...(end.warnings ?? []), ...warnings],
  })
  const events = reply.events[Symbol.asyncIterator]()
  return {
    target: reply.target,
    events: {
      [Symbol.asyncIterator]: (): AsyncIterator<ChatEvent> => ({
        async next() {
          const step = await events.next()
          return step.done || step.value.type !== 'finish' ? step : { done: false, value: add(step.value) }
        },
        return: async () => (await events.return?.()) ?? { done: true, value: undefined },
      }),
    },
    outcome: reply.outcome.then(end => (end.status === 'ok' ? { ...end, response: add(end.response) } : end)),
    ...(reply.rateLimits && { rateLimits: reply.rateLimits }),
    [Symbol.asyncDispose]: () => reply[Symbol.asyncDispose](),
  }
}
