/**
 * What the cache costs: reads and writes against lru-cache and keyv in memory, one cached chat, and the memory that a
 * million operations take under a limit of 64 MB. All by turns in one run, in short rounds; a ratio is the median of the
 * rounds' own ratios. Time is the processor's, collection of garbage included: others on the machine take none of it.
 */
import Keyv from 'keyv'
import { LRUCache } from 'lru-cache'
import {
  type Call,
  type ChatResponse,
  cacheLayer,
  drain,
  KvCache,
  LearnedCache,
  RequestLedger,
  replyOf,
  scopedKey,
  seededRandom,
  systemClock,
  Trace,
} from 'routewise'

const ENTRIES = 10_000
const OPERATIONS = 100_000
const ROUNDS = 15
const WARM_UP = 3
/** Processor time is told in steps of some ms: what is timed at once takes at least this many. */
const ROUND_MS = 60
const text = 'An answer of some two hundred characters. '.repeat(5)

/** Keys as a busy cache sees them: some much more often than others, one in five never seen again. */
function keysOf(count: number): ReturnType<typeof scopedKey>[] {
  const random = seededRandom('bench')
  return Array.from({ length: count }, (_, i) =>
    scopedKey('tenant', random() < 0.2 ? `once ${i}` : `often ${Math.floor(ENTRIES * 1.5 * random() ** 3)}`),
  )
}

type Key = ReturnType<typeof scopedKey>

export async function run(): Promise<void> {
  const keys = keysOf(OPERATIONS)
  const known = keys.slice(0, ENTRIES / 2)
  const bare = new LRUCache<string, string>({ max: ENTRIES })
  // What a user sets who wants what KvCache promises: bytes are limited, and nothing is given after its time.
  const limited = new LRUCache<string, string>({
    max: ENTRIES,
    maxSize: ENTRIES * 1400,
    sizeCalculation: (value, key) => key.length + value.length,
    ttl: 3_600_000,
  })
  const learned = new LearnedCache<string>({ maxSize: ENTRIES, random: Math.random })
  const kvOptions = { maxBytes: ENTRIES * 1400, maxEntries: ENTRIES }
  const [now, kv] = [new KvCache<string>(kvOptions), new KvCache<string>(kvOptions)]
  const keyv = new Keyv<string>()
  for (const key of known) {
    bare.set(key, text)
    limited.set(key, text)
    learned.set(key, text, 1, 1)
    now.setNow(key, text)
    await kv.set(key, text)
    await keyv.set(key, text)
  }
  const each = (list: readonly Key[], work: (key: Key) => unknown) => () => {
    for (const key of list) work(key)
    return list.length
  }
  const eachAwaited = (list: readonly Key[], work: (key: Key) => Promise<unknown>) => async () => {
    for (const key of list) await work(key)
    return list.length
  }
  const readThrough =
    (cache: { get(key: Key): Promise<unknown>; set(key: Key, value: string): Promise<unknown> }) => async () => {
      for (const key of keys) if ((await cache.get(key)) === undefined) await cache.set(key, text)
      return keys.length
    }
  const names = ['lru-cache', '+ bytes, ttl', 'LearnedCache', 'KvCache, now', 'KvCache', 'keyv']
  console.log(
    `ns of processor time per operation, ${ENTRIES} entries; a: to lru-cache, b: to lru-cache with a limit of bytes and a ttl`,
  )
  console.log(' '.repeat(30) + names.map(name => name.padStart(14)).join(''))
  const row = async (name: string, ...works: (() => unknown)[]): Promise<void> => {
    const rounds = await timed(works)
    const line = (title: string, cell: (i: number) => string): void =>
      console.log(title.padEnd(30) + works.map((_, i) => cell(i).padStart(14)).join(''))
    const ratio = (i: number, j: number): string =>
      median(rounds.map(round => (round[i] ?? 0) / (round[j] ?? 1))).toFixed(2)
    line(name, i => median(rounds.map(round => round[i] ?? 0)).toFixed(0))
    line('  a', i => ratio(i, 0))
    line('  b', i => ratio(i, 1))
  }
  await row(
    'get, held',
    each(known, key => bare.get(key)),
    each(known, key => limited.get(key)),
    each(known, key => learned.get(key)),
    each(known, key => now.getNow(key)),
    eachAwaited(known, key => kv.get(key)),
    eachAwaited(known, key => keyv.get(key)),
  )
  await row(
    'set, same key and size',
    each(known, key => bare.set(key, text)),
    each(known, key => limited.set(key, text)),
    each(known, key => learned.set(key, text, 1, 1)),
    each(known, key => now.setNow(key, text)),
    eachAwaited(known, key => kv.set(key, text)),
    eachAwaited(known, key => keyv.set(key, text)),
  )
  await row(
    'get, set where missing, full',
    each(keys, key => bare.get(key) ?? bare.set(key, text)),
    each(keys, key => limited.get(key) ?? limited.set(key, text)),
    each(keys, key => learned.get(key) ?? learned.set(key, text, 1, 1)),
    each(keys, key => now.getNow(key) ?? now.setNow(key, text)),
    readThrough(kv),
    readThrough(keyv),
  )
  await cachedChat()
  await memory()
}

/** ns per operation of each, round by round. */
async function timed(works: readonly (() => unknown)[]): Promise<number[][]> {
  const rounds: number[][] = []
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const times: number[] = []
    for (const work of works) {
      const start = processor()
      let operations = 0
      do operations += Number(await work())
      while (processor() - start < ROUND_MS * 1000)
      times.push(((processor() - start) * 1000) / operations)
    }
    if (round >= 0) rounds.push(times)
  }
  return rounds
}

/** µs, of all threads. */
function processor(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}

async function cachedChat(): Promise<void> {
  const layer = cacheLayer(new KvCache<ChatResponse>({ maxBytes: 1e6 }))
  const response: ChatResponse = {
    text,
    toolCalls: [],
    finishReason: 'stop',
    usage: { inputTokens: 50, outputTokens: 50 },
    model: 'model',
  }
  const chat = async (): Promise<void> => {
    const call: Call = {
      id: 'id',
      request: { messages: [{ role: 'user', content: 'What is the answer? '.repeat(20) }], temperature: 0 },
      mode: 'chat',
      signal: new AbortController().signal,
      options: { scope: 'tenant' },
      ledger: new RequestLedger({}, systemClock),
      trace: new Trace(),
    }
    await drain(await layer(call, async () => replyOf(response, 'test/model')))
  }
  const times: number[] = []
  for (let i = 0; i < 3000; i++) {
    const startMs = performance.now()
    await chat()
    times.push((performance.now() - startMs) * 1000)
  }
  times.sort((a, b) => a - b)
  console.log(
    `cached chat through the layer: ${(times[1500] ?? 0).toFixed(1)} µs median, ${(times[2850] ?? 0).toFixed(1)} µs p95`,
  )
}

async function memory(): Promise<void> {
  const limit = 64 * 2 ** 20
  const cache = new KvCache<string>({ maxBytes: limit })
  const random = seededRandom('memory')
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  let highest = 0
  let heap = 0
  for (let i = 0; i < 1_000_000; i++) {
    const key = scopedKey('tenant', `question ${Math.floor(2e5 * random() ** 2)}`)
    if ((await cache.get(key)) === undefined)
      await cache.set(key, `${i} `.padEnd(100 + Math.floor(3000 * random()), 'x'))
    if (i % 1000 === 0) highest = Math.max(highest, cache.metrics.bytes)
    if (i % 250_000 === 249_999) {
      globalThis.gc?.()
      heap = Math.max(heap, process.memoryUsage().heapUsed - before)
    }
  }
  const mb = (bytes: number): string => (bytes / 2 ** 20).toFixed(1)
  console.log(
    `1 M operations, limit 64 MB: ${mb(highest)} MB counted at most, ${mb(heap)} MB of heap, ${cache.metrics.entries} entries, hit rate ${(cache.metrics.hitRate ?? 0).toFixed(3)}`,
  )
}
