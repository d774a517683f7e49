import * as z from 'zod/mini'

const count = z.number().check(z.gte(0))

const schema = z.object({
  v: z.literal(1),
  state: z.enum(['closed', 'open', 'half-open']),
  forced: z.optional(z.enum(['open', 'closed'])),
  consecutive: count,
  streak: count,
  probesOk: count,
  /** Of the whole window, for people. */
  counts: z.object({ ok: count, failed: count, slow: count }),
  /** Epoch ms. */
  openUntil: z.optional(z.number()),
  /** Epoch ms. */
  closedAt: z.optional(z.number()),
  window: z.array(z.object({ startedAt: z.number(), ok: count, failed: count, slow: count })),
})

/** The state of a circuit as plain JSON, with times of the wall clock, so that another process can go on from it. */
export type CircuitSnapshot = z.infer<typeof schema>

/** `undefined` for what is no snapshot of this version: a circuit then starts as new. */
export function parseCircuitSnapshot(value: unknown): CircuitSnapshot | undefined {
  const result = schema.safeParse(value)
  return result.success ? result.data : undefined
}
