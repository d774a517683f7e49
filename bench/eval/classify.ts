/**
 * npm run eval -- classify --in FILE.jsonl[.gz] --out FILE
 *
 * Reads lines of `{id, text}` and writes one line each of what the classifier says of it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { TaskClassifier } from 'routewise'

interface Row {
  readonly id: string
  readonly text: string
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { in: { type: 'string' }, out: { type: 'string' } } })
  if (values.in === undefined || values.out === undefined) {
    throw new Error('usage: npm run eval -- classify --in FILE.jsonl[.gz] --out FILE')
  }
  const bytes = readFileSync(values.in)
  const text = (values.in.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const rows = text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => JSON.parse(line) as Row)
  const classifier = new TaskClassifier()
  const lines = rows.map(row => {
    const task = classifier.classify({ messages: [{ role: 'user', content: row.text }] })
    return JSON.stringify({
      id: row.id,
      category: task.kind,
      confidence: task.confidence,
      complexity: task.complexity,
      needs: task.needs,
    })
  })
  writeFileSync(values.out, `${lines.join('\n')}\n`)
}
