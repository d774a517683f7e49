import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** What one model did with one prompt. */
export interface RecordedOutcome {
  /** 0–1. */
  readonly score: number
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly costUsd?: number
  readonly latencyMs?: number
}

/** One prompt and what every model did with it. */
export interface RecordedRow {
  readonly id: string
  readonly category?: string
  readonly prompt?: string
  readonly outcomes: Readonly<Record<string, RecordedOutcome>>
}

/** The rows of a JSONL file, gzipped or not. */
export function readRows(path: string): readonly RecordedRow[] {
  const bytes = readFileSync(path)
  const text = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes).toString() : bytes.toString()
  return text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => JSON.parse(line) as RecordedRow)
}
