import type { Report } from 'routewise'
import { models } from './models.ts'
import { beliefTable, type OutageStory, type Row } from './summary.ts'

const seconds = (ms: number | undefined): string => (ms === undefined ? '–' : `${(ms / 1000).toFixed(1)} s`)
const percent = (share: number | undefined): string => (share ? `${Math.round(100 * share)} %` : '–')

export function comparison(rows: readonly Row[]): string {
  const head = ['', 'quality', '$ / 1000', 'p50', 'p95', 'lost', ...models.map(({ label }) => label)]
  const body = rows.map(row => [
    row.name,
    row.quality.toFixed(3),
    row.usdPer1000.toFixed(2),
    seconds(row.p50Ms),
    seconds(row.p95Ms),
    row.lost === undefined ? '–' : String(row.lost),
    ...models.map(({ target }) => percent(row.shares[target])),
  ])
  return table(head, body)
}

/** What is believed of each model at each kind of task. */
export function learned(report: Report): string {
  const { head, rows } = beliefTable(report)
  return table(head, rows)
}

export function outage(story: OutageStory): string {
  const opened =
    story.openedAfterMs === undefined
      ? 'its circuits never opened'
      : `its first circuit opened after ${seconds(story.openedAfterMs)}`
  const recovered =
    story.recoveredAfterMs === undefined
      ? 'it was not asked again'
      : `it answered again ${seconds(story.recoveredAfterMs)} after it came back`
  return [
    `${story.provider} was out for ${seconds(story.lengthMs)}, in which ${story.requests} requests came:`,
    `  ${story.failedOver} failed over after an attempt that failed, ${opened}, ${recovered}.`,
    `  Requests lost: ${story.lost}`,
  ].join('\n')
}

/** One line that is drawn over while it changes; without a terminal, a line every ten seconds. */
export function progressLine(total: number): (done: number, quality: number, usd: number) => void {
  const { isTTY } = process.stderr
  let lastMs = Date.now()
  return (done, quality, usd) => {
    const nowMs = Date.now()
    if (done < total && nowMs - lastMs < (isTTY ? 80 : 10_000)) return
    lastMs = nowMs
    const filled = Math.round((20 * done) / total)
    const bar = '█'.repeat(filled) + '░'.repeat(20 - filled)
    const line = `${bar} ${done}/${total} questions · quality ${quality.toFixed(3)} · $${usd.toFixed(2)}`
    process.stderr.write(isTTY ? `\r${line}${done === total ? '\n' : ''}` : `${line}\n`)
  }
}

function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...body.map(row => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
  return [line(head), widths.map(width => '─'.repeat(width)).join('──'), ...body.map(line)].join('\n')
}
