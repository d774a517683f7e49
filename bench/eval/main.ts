/**
 * npm run eval -- <routing|classify|cache|merge|wire> --in PATH --out FILE [options]
 *
 * Runs the library over recorded data, a file or a folder of them, and writes one prediction or decision a line, so that
 * anyone can score it. Each kind of evaluation is the file of its name beside this one, which exports `run(args)`.
 */
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Names of the files that each kind takes from a folder; the cases of `wire` are read as a folder by itself. */
const kinds: Readonly<Record<string, RegExp | undefined>> = {
  routing: /\.jsonl(\.gz)?$/,
  classify: /\.jsonl(\.gz)?$/,
  cache: /\.(trace|sized|llm)(\.gz)?$/,
  merge: /\.votes\.jsonl(\.gz)?$/,
  wire: undefined,
}
const [kind = '', ...args] = process.argv.slice(2)

function fail(problem: string): never {
  console.error(`${problem}\nusage: npm run eval -- <${Object.keys(kinds).join('|')}> --in PATH --out FILE [options]`)
  process.exit(2)
}

if (!(kind in kinds)) fail(`no such evaluation: "${kind}"`)
const at = { in: args.indexOf('--in') + 1, out: args.indexOf('--out') + 1 }
const path = at.in > 0 ? args[at.in] : undefined
const out = at.out > 0 ? args[at.out] : undefined
if (path !== undefined && !existsSync(path)) fail(`nothing is at ${path}`)

const evaluation = (await import(`./${kind}.ts`)) as { run(args: readonly string[]): Promise<void> }
const names = kinds[kind]
if (names && path !== undefined && out !== undefined && statSync(path).isDirectory()) {
  const files = readdirSync(path)
    .filter(file => names.test(file))
    .sort()
  if (files.length === 0) fail(`no file of ${path} is one for ${kind}`)
  const part = `${out}.part`
  writeFileSync(out, '')
  for (const file of files) {
    await evaluation.run(args.with(at.in, join(path, file)).with(at.out, part))
    appendFileSync(out, readFileSync(part))
  }
  rmSync(part)
} else await evaluation.run(args)
