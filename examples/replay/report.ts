import { labelOf, models } from './models.ts'
import {
  dataTable,
  escapeHtml,
  type Lane,
  type Labelled,
  lines,
  type Point,
  scatter,
  stacked,
  timeline,
} from './plots.ts'
import type { Run, Served } from './run.ts'
import { beliefTable, type OutageStory, type Row, stretches, sum } from './summary.ts'

const colours = ['var(--c1)', 'var(--c2)', 'var(--c3)', 'var(--c4)']
const PARTS = 24

export interface ReportInput {
  readonly run: Run
  /** The same questions at the same times, answered by anybody. */
  readonly random: Run
  readonly rows: readonly Row[]
  readonly singles: readonly (Row & { readonly target: string; readonly label: string })[]
  readonly story: OutageStory
}

/** One self-contained page: plots as SVG, the numbers behind each in a table, no address of anything outside. */
export function reportHtml({ run, random, rows, singles, story }: ReportInput): string {
  const minutes = (ms: number): number => ms / 60_000
  const endMin = minutes(run.endMs)
  const time = { label: 'minutes of virtual time', ticks: ticksTo(endMin), format: (value: number) => String(value) }
  const over = { from: minutes(run.outage.fromMs), until: minutes(run.outage.untilMs), label: `${story.provider} out` }
  const parts = stretches(run.served, PARTS)
  const at = (part: readonly Served[]): number => minutes(part[0]?.atMs ?? 0)
  const scores = (list: typeof parts): Point[] => list.map(part => ({ x: at(part), y: mean(part, s => s.score ?? 0) }))
  const [ours] = rows

  return page(
    `<header><h1>Which model earned it</h1>
<p>${run.served.length} real questions with the recorded outcomes of ${models.length} models, asked through the orchestrator at random times over
${Math.round(endMin)} minutes of virtual time. In the middle ${escapeHtml(story.provider)}, which had served most until then, was out for
${Math.round(minutes(story.lengthMs))} minutes. Scores and costs are as recorded; latencies are simulated.</p>
<dl>${tile(ours?.quality.toFixed(3), 'mean quality')}${tile(`$${ours?.usdPer1000.toFixed(2)}`, 'per 1000 questions')}${tile(
      String(ours?.lost),
      'requests lost',
    )}${tile(String(story.failedOver), 'failed over in the outage')}</dl></header>` +
      section(
        'Quality against cost',
        'Up and to the left is better. The line joins what random mixes of single models could reach, knowing all outcomes.',
        qualityAgainstCost(rows, singles),
        dataTable(
          ['', 'quality', '$ / 1000', 'lost'],
          rows.map(row => [row.name, row.quality.toFixed(4), row.usdPer1000.toFixed(3), row.lost ?? '–']),
        ),
      ) +
      section(
        'Learning over time',
        'Mean score of each stretch of the run, beside a random choice among the same models in the same outage.',
        lines(
          'Learning over time',
          'Mean score of each stretch of the run',
          time,
          { label: 'mean score', ticks: [0.7, 0.8, 0.9, 1], format: value => value.toFixed(1) },
          [
            { label: 'routewise', colour: 'var(--ours)', points: scores(parts) },
            { label: 'random', colour: 'var(--soft)', points: scores(stretches(random.served, PARTS)) },
          ],
          over,
        ),
        dataTable(
          ['minute', 'requests', 'mean score', '$ / 1000'],
          parts.map(part => [
            at(part).toFixed(1),
            part.length,
            mean(part, s => s.score ?? 0).toFixed(3),
            (1000 * mean(part, s => s.costUsd)).toFixed(2),
          ]),
        ),
      ) +
      section(
        'Who answered',
        'Share of each model in the answers of each stretch.',
        stacked(
          'Who answered',
          'Share of each model over time',
          time,
          models.map(({ label, target }, i) => ({
            label,
            colour: colours[i] ?? '',
            points: parts.map(part => ({ x: at(part), y: shareOf(part, target) })),
          })),
          over,
        ),
        dataTable(
          ['minute', ...models.map(({ label }) => label)],
          parts.map(part => [
            at(part).toFixed(1),
            ...models.map(({ target }) => `${(100 * shareOf(part, target)).toFixed(0)} %`),
          ]),
        ),
      ) +
      section(
        'Circuits',
        'When each target was asked as usual, left alone, or probed.',
        timeline('Circuits', 'State of the circuit of each target over time', time, circuitLanes(run), over) +
          '<p class="legend"><span><i style="background:var(--good)"></i>closed</span><span><i style="background:var(--bad)"></i>open</span><span><i style="background:var(--warn)"></i>half-open</span></p>',
        dataTable(
          ['minute', 'target', 'circuit'],
          run.circuits.map(({ atMs, target, to }) => [minutes(atMs).toFixed(2), labelOf(target), to]),
        ),
      ) +
      section(
        'What was learned',
        'Believed quality ± its deviation by kind of task, and how many scores of each model that rests on.',
        '',
        learnedTable(run),
      ),
  )
}

function qualityAgainstCost(rows: readonly Row[], singles: ReportInput['singles']): string {
  const points: Labelled[] = [
    ...singles.map(({ label, target, usdPer1000, quality }) => ({
      label: `${label} alone`,
      colour: colours[models.findIndex(model => model.target === target)] ?? '',
      x: usdPer1000,
      y: quality,
    })),
    ...rows
      .filter((_, i) => i === 0)
      .map(({ name, usdPer1000, quality }) => ({
        label: name,
        colour: 'var(--ours)',
        x: usdPer1000,
        y: quality,
        strong: true,
      })),
  ]
  return scatter(
    'Quality against cost',
    'Mean quality and cost of routewise and of each model alone',
    { label: 'USD per 1000 questions', ticks: [0.01, 0.1, 1, 10, 100], format: value => `$${value}`, log: true },
    { label: 'mean quality', ticks: [0.75, 0.8, 0.85, 0.9, 0.95], format: value => value.toFixed(2) },
    points,
    hullOf(singles.map(({ usdPer1000, quality }) => ({ x: usdPer1000, y: quality }))),
  )
}

/** The upper convex hull in linear dollars, sampled so that it is right on a logarithmic axis too. */
function hullOf(points: readonly Point[]): Point[] {
  const hull: Point[] = []
  for (const point of points.toSorted((a, b) => a.x - b.x)) {
    while (hull.length > 1 && turnsLeft(hull.at(-2), hull.at(-1), point)) hull.pop()
    if (hull.length === 0 || point.y > (hull.at(-1)?.y ?? 0)) hull.push(point)
  }
  return hull.flatMap((point, i) => {
    const next = hull[i + 1]
    if (!next) return [point]
    return Array.from({ length: 30 }, (_, k) => ({
      x: point.x + ((next.x - point.x) * k) / 30,
      y: point.y + ((next.y - point.y) * k) / 30,
    }))
  })
}

function turnsLeft(a: Point | undefined, b: Point | undefined, c: Point): boolean {
  return a !== undefined && b !== undefined && (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x) >= 0
}

const stateColours = { closed: 'var(--good)', open: 'var(--bad)', 'half-open': 'var(--warn)' }

function circuitLanes(run: Run): Lane[] {
  return models.map(({ target, label }) => {
    const provider = target.slice(0, target.indexOf('/'))
    const changes = run.circuits.filter(change => change.target === target || change.target === `${provider}/*`)
    const spans = [{ atMs: 0, to: 'closed' as const }, ...changes].map(({ atMs, to }, i) => ({
      from: atMs / 60_000,
      until: (changes[i]?.atMs ?? run.endMs) / 60_000,
      colour: stateColours[to],
      state: to,
    }))
    return { label, spans }
  })
}

function learnedTable(run: Run): string {
  const { head, rows } = beliefTable(run.report)
  return dataTable(head, rows).replace('<details>', '<details open>')
}

function mean(part: readonly Served[], of: (served: Served) => number): number {
  return sum(part, of) / part.length
}

function shareOf(part: readonly Served[], target: string): number {
  const answered = part.filter(served => served.target !== undefined)
  return answered.filter(served => served.target === target).length / Math.max(1, answered.length)
}

function ticksTo(end: number): number[] {
  const step = 10
  return [
    ...Array.from({ length: Math.floor(end / step) + 1 }, (_, i) => i * step),
    ...(end % step > 0 ? [Math.ceil(end)] : []),
  ].filter((tick, i, all) => i === all.length - 1 || (all.at(-1) ?? 0) - tick > 3)
}

function tile(value: string | undefined, label: string): string {
  return `<div><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value ?? '–')}</dd></div>`
}

function section(title: string, text: string, plot: string, data: string): string {
  return `<section><h2>${escapeHtml(title)}</h2><p>${escapeHtml(text)}</p>${plot}${data}</section>`
}

function page(body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>routewise: which model earned it</title>
<style>
:root { color-scheme: light dark; --bg: #fcfcfa; --fg: #1c2126; --soft: #5d6770; --rule: #dfe3e6; --ours: #c2410c; --c1: #7c9a3f; --c2: #3b7ea1; --c3: #8a6bbd; --c4: #c79a2b; --good: #7fae8b; --bad: #c6483a; --warn: #e0a83c; --shade: #c6483a22 }
@media (prefers-color-scheme: dark) { :root { --bg: #15181b; --fg: #e6e9eb; --soft: #9aa4ac; --rule: #30363b; --ours: #fb8a4f; --c1: #a3c265; --c2: #66aed1; --c3: #b49ae0; --c4: #e3bb55 } }
body { margin: 0 auto; max-width: 760px; padding: 32px 20px 64px; background: var(--bg); color: var(--fg); font: 16px/1.5 system-ui, sans-serif }
h1 { font-size: 28px; margin: 0 0 8px } h2 { font-size: 19px; margin: 40px 0 4px } p { margin: 0 0 12px; color: var(--soft) }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 12px; margin: 20px 0 0 }
dl div { border: 1px solid var(--rule); border-radius: 8px; padding: 10px 14px } dt { color: var(--soft); font-size: 13px } dd { margin: 0; font-size: 24px; font-variant-numeric: tabular-nums }
svg { width: 100%; height: auto; display: block } svg text { font: 12px system-ui, sans-serif; fill: var(--soft) } svg .band-label { fill: var(--bad) } svg .axis { font-size: 12px } svg .strong { font-weight: 600; fill: var(--fg); font-size: 14px }
.grid { stroke: var(--rule) } .line { fill: none; stroke-width: 2.5 } .hull { fill: none; stroke: var(--soft); stroke-dasharray: 4 4 } .band { fill: var(--shade) } .band-label { fill: var(--bad); paint-order: stroke; stroke: var(--bg); stroke-width: 4px }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: 13px } .legend i { display: inline-block; width: 11px; height: 11px; border-radius: 2px; margin-right: 6px }
details { font-size: 14px } summary { cursor: pointer; color: var(--soft) } .scroll { overflow-x: auto } table { border-collapse: collapse; font-variant-numeric: tabular-nums } th, td { text-align: right; padding: 3px 12px 3px 0; border-bottom: 1px solid var(--rule); white-space: nowrap } th:first-child, td:first-child { text-align: left }
</style></head><body>${body}</body></html>
`
}
