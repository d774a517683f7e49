import type { Observation, Target, TaskProfile } from 'routewise'

export const task = (kind = 'general'): TaskProfile => ({
  kind,
  confidence: 1,
  complexity: 0.5,
  inputTokens: 100,
  needs: [],
})

export const score = (target: Target, value: number, kind?: string): Observation => ({
  type: 'feedback',
  task: task(kind),
  target,
  score: value,
  weight: 1,
  source: 'user',
  propensity: 1,
  atMs: 0,
})

export const attempt = (
  target: Target,
  of: { readonly latencyMs?: number; readonly costUsd?: number; readonly status?: 'ok' | 'failed' | 'cancelled' } = {},
  kind?: string,
): Observation => ({
  type: 'attempt',
  task: task(kind),
  target,
  status: of.status ?? 'ok',
  latencyMs: of.latencyMs ?? 100,
  costUsd: of.costUsd ?? 0,
  atMs: 0,
})
