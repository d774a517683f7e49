import * as z from 'zod/mini'

const count = z.number().check(z.gte(0))

const schema = z.object({
  v: z.literal(1),
  /** Strictly increases with every change of `state` or `openUntil`. */
  generation: count,
  state: z.enum(['closed', 'open']),
  /** Epoch ms; from then on an open circuit is probed, by who holds a lease. */
  openUntil: z.number(),
  /** How often it has opened in a row. */
  streak: count,
  /** Epoch ms of the latest generation. */
  changedAt: z.number(),
  /** Good probes of this generation. */
  ok: count,
  leases: z.array(z.object({ id: z.string(), until: z.number() })),
  /** Who has opened alone, by name: when, and after how many failures in a row. */
  reporters: z.record(z.string(), z.object({ at: z.number(), failures: count })),
})

/** What a fleet knows of one target, as it is stored. */
export type SharedRecord = z.infer<typeof schema>

/** `undefined` for what is no record of this version: the fleet then starts as new. */
export function parseSharedRecord(text: string): SharedRecord | undefined {
  try {
    const result = schema.safeParse(JSON.parse(text))
    return result.success ? result.data : undefined
  } catch {
    return undefined
  }
}

/** What one instance has to tell, or asks for. */
export interface SharedNews {
  /** This instance's name. */
  readonly reporter: string
  /** It has opened by itself after so many failures in a row; `undefined` where it has not. */
  readonly failures: number | undefined
  /** Its own circuit is closed: a report of before is withdrawn. */
  readonly closed: boolean
  /** How its probes ended. */
  readonly results: readonly ProbeResult[]
  /** A lease it would like, used where probes are due and one is free. */
  readonly lease: { readonly id: string; readonly ms: number } | undefined
}

export interface ProbeResult {
  readonly lease: string
  readonly generation: number
  readonly verdict: 'ok' | 'failed' | 'neutral'
}

export interface SharedRules {
  readonly failureThreshold: number
  readonly windowMs: number
  readonly successThreshold: number
  readonly halfOpenMaxCalls: number
  /** The highest generation that this instance has seen. */
  readonly generation: number
  /** Open time for the n-th opening in a row. */
  readonly openMs: (streak: number) => number
}

/**
 * The record after the news, at wall time `now`; the same object where nothing changes. It opens on the word of two
 * reporters, or of one with twice the failures. A probe counts only while its lease lives, in the generation it was given in.
 */
export function nextRecord(
  record: SharedRecord | undefined,
  news: SharedNews,
  rules: SharedRules,
  now: number,
): SharedRecord | undefined {
  let next = record && withoutExpired(record, rules.windowMs, now)
  const tells = news.failures !== undefined || next !== undefined
  if (!tells) return undefined
  next ??= fresh(now)
  next = withResults(next, news.results, rules, now)
  if (next.state === 'closed') next = withReport(next, news, rules, now)
  next = withLease(next, news, rules, now)
  return record && JSON.stringify(next) === JSON.stringify(record) ? record : next
}

function fresh(now: number): SharedRecord {
  return {
    v: 1,
    generation: 0,
    state: 'closed',
    openUntil: 0,
    streak: 0,
    changedAt: now,
    ok: 0,
    leases: [],
    reporters: {},
  }
}

function withoutExpired(record: SharedRecord, windowMs: number, now: number): SharedRecord {
  const reporters = Object.entries(record.reporters).filter(([, { at }]) => now - at < windowMs)
  return {
    ...record,
    leases: record.leases.filter(lease => lease.until > now),
    reporters: Object.fromEntries(reporters),
  }
}

function withResults(
  record: SharedRecord,
  results: readonly ProbeResult[],
  rules: SharedRules,
  now: number,
): SharedRecord {
  let next = record
  for (const { lease, generation, verdict } of results) {
    if (generation !== next.generation || !next.leases.some(({ id }) => id === lease)) continue
    if (verdict === 'failed') return opened(next, next.streak + 1, rules, now)
    const leases = next.leases.filter(({ id }) => id !== lease)
    next = { ...next, leases, ok: next.ok + (verdict === 'ok' ? 1 : 0) }
  }
  return next.state === 'open' && next.ok >= rules.successThreshold
    ? { ...next, ...changed(next, rules, now), state: 'closed' }
    : next
}

function withReport(record: SharedRecord, news: SharedNews, rules: SharedRules, now: number): SharedRecord {
  const { [news.reporter]: before, ...others } = record.reporters
  if (news.failures === undefined) return news.closed && before ? { ...record, reporters: others } : record
  if (Object.keys(others).length === 0 && news.failures < 2 * rules.failureThreshold) {
    return { ...record, reporters: { [news.reporter]: { at: now, failures: news.failures } } }
  }
  const healthyWindows = Math.floor(Math.max(0, now - record.changedAt) / rules.windowMs)
  return opened(record, Math.max(1, record.streak - healthyWindows), rules, now)
}

function withLease(record: SharedRecord, { lease }: SharedNews, rules: SharedRules, now: number): SharedRecord {
  const due = record.state === 'open' && now >= record.openUntil
  if (!lease || !due || record.leases.length + record.ok >= rules.halfOpenMaxCalls) return record
  return { ...record, leases: [...record.leases, { id: lease.id, until: now + lease.ms }] }
}

function opened(record: SharedRecord, streak: number, rules: SharedRules, now: number): SharedRecord {
  return { ...record, ...changed(record, rules, now), state: 'open', streak, openUntil: now + rules.openMs(streak) }
}

/** Generations follow the wall clock where they can, so that they also increase over a record that has expired. */
function changed(record: SharedRecord, rules: SharedRules, now: number) {
  const generation = Math.max(record.generation + 1, rules.generation + 1, Math.floor(now))
  return { generation, changedAt: now, ok: 0, leases: [], reporters: {} }
}
