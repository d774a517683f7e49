/**
 * npm run eval -- classify --in FILE.jsonl[.gz] --out FILE [--topics]
 *
 * Reads lines of `{id, text}` and writes for each what the classifier says, in the words of the public data sets it is
 * judged by: complexity 1–5, `vision` for images. With `--topics`, reads `{id, turns}` and writes `{id, shift}`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { TaskClassifier, topicShift } from 'routewise'

interface Row {
  readonly id: string
  readonly text: string
}

interface Dialogue {
  readonly id: string
  readonly turns: readonly string[]
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { in: { type: 'string' }, out: { type: 'string' }, topics: { type: 'boolean', default: false } },
  })
  if (values.in === undefined || values.out === undefined) {
    throw new Error('usage: npm run eval -- classify --in FILE.jsonl[.gz] --out FILE [--topics]')
  }
  const bytes = readFileSync(values.in)
  const text = (values.in.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const rows = text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => JSON.parse(line) as unknown)
  const lines = rows.map(row => JSON.stringify(values.topics ? shifts(row as Dialogue) : predict(row as Row)))
  writeFileSync(values.out, `${lines.join('\n')}\n`)
}

const classifier = new TaskClassifier()

function predict({ id, text }: Row): object {
  const { kind, confidence, form, emotion, complexity, hints } = classifier.classify({
    messages: [{ role: 'user', content: text }],
  })
  return {
    id,
    category: kind,
    confidence,
    kind: form,
    emotion: emotion?.kind,
    emotionScores: emotion?.scores,
    complexity: 1 + Math.round(4 * complexity),
    needs: (hints ?? []).map(hint => (hint === 'images' ? 'vision' : hint)),
  }
}

function shifts({ id, turns }: Dialogue): object {
  return { id, shift: turns.map((turn, at) => (topicShift(turns.slice(0, at), turn).changed ? 1 : 0)) }
}
