/**
 * npm run eval -- <routing|classify|cache|merge|wire> --in PATH --out FILE [options]
 *
 * Runs the library over recorded data and writes one prediction or decision a line, so that anyone can score it.
 * Each kind of evaluation is the file of its name beside this one, which exports `run(args)`.
 */
const kinds = ['routing', 'classify', 'cache', 'merge', 'wire']
const [kind, ...args] = process.argv.slice(2)

if (kind === undefined || !kinds.includes(kind)) {
  console.error(`usage: npm run eval -- <${kinds.join('|')}> --in PATH --out FILE [options]`)
  process.exit(2)
}
const evaluation = (await import(`./${kind}.ts`)) as { run(args: readonly string[]): Promise<void> }
await evaluation.run(args)
