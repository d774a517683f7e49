import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** The lines of a JSON Lines file, gzipped or not. */
export function read<T>(path: string): T[] {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => JSON.parse(line) as T)
}
