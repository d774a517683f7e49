import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** A trace of requests, as parallel arrays: what was asked for, its size, what a miss costs. */
export interface Trace {
  readonly name: string
  readonly ids: Uint32Array
  readonly sizes: Float64Array
  readonly costs: Float64Array
  /** For traces of prompts: the number of blocks of each prompt, in order; a block helps only if all before it are there. */
  readonly groups?: Uint32Array
}

/** Reads the three formats of trace by what they look like, gzipped or not. */
export function readTrace(path: string): Trace {
  const raw = readFileSync(path)
  const bytes = raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw
  const name = path.replace(/.*\//, '').replace(/\.(trace|sized|llm)(\.gz)?$/, '')
  if (bytes.subarray(0, 4).toString() === 'CT1\n') return { name, ...readCompact(bytes) }
  return { name, ...(/\.llm(\.gz)?$/.test(path) ? readPrompts(bytes) : readSized(bytes)) }
}

type Columns = Omit<Trace, 'name'>

/** One LEB128 number per request: 0 for a new object, else how far back in the order of first requests. */
function readCompact(bytes: Uint8Array): Columns {
  const end = bytes.indexOf(10, 4)
  const { requests } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, end))) as { requests: number }
  const ids = new Uint32Array(requests)
  let next = 0
  let at = end + 1
  for (let i = 0; i < requests; i++) {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = bytes[at++] ?? 0
      value += (byte & 127) * scale
      if (byte < 128) break
      scale *= 128
    }
    ids[i] = value === 0 ? next++ : next - value
  }
  return { ids, sizes: new Float64Array(requests).fill(1), costs: new Float64Array(requests).fill(1) }
}

/** `id size cost` per line; the first size of an id holds. */
function readSized(bytes: Uint8Array): Columns {
  const lines = new TextDecoder().decode(bytes).trimEnd().split('\n').slice(1)
  const names = new Map<string, number>()
  const firstSize: number[] = []
  const ids = new Uint32Array(lines.length)
  const sizes = new Float64Array(lines.length)
  const costs = new Float64Array(lines.length)
  lines.forEach((line, i) => {
    const [name = '', size, cost] = line.split(' ')
    const id = names.get(name) ?? names.size
    names.set(name, id)
    firstSize[id] ??= Math.max(1, Number(size))
    ids[i] = id
    sizes[i] = firstSize[id] ?? 1
    costs[i] = cost === undefined ? 1 : Number(cost)
  })
  return { ids, sizes, costs }
}

/** `t_ms in_tokens out_tokens blocks…` per line; `7-12` is a run of blocks. */
function readPrompts(bytes: Uint8Array): Columns {
  const ids: number[] = []
  const groups: number[] = []
  for (const line of new TextDecoder().decode(bytes).trimEnd().split('\n').slice(1)) {
    const before = ids.length
    for (const run of line.split(' ').slice(3)) {
      const [from = 0, to = from] = run.split('-').map(Number)
      for (let block = from; block <= to; block++) ids.push(block)
    }
    groups.push(ids.length - before)
  }
  const ones = new Float64Array(ids.length).fill(1)
  return { ids: Uint32Array.from(ids), sizes: ones, costs: ones, groups: Uint32Array.from(groups) }
}
