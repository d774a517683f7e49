import type { JsonObject, JsonValue } from '../../chat/index.ts'
import type { SourceVote, VoteTask } from './vote-table.ts'

/** The newest tasks, by the id of what they were learned from, and how many there have ever been. */
export class TaskLog {
  readonly #groups = new Map<string, readonly VoteTask[]>()
  readonly #maxTasks: number
  #size = 0
  #truths = 0
  #seen = 0
  #seenTruths = 0

  constructor(maxTasks: number) {
    this.#maxTasks = maxTasks
  }

  /** Tasks kept. */
  get size(): number {
    return this.#size
  }

  /** Those whose truth is known. */
  get truths(): number {
    return this.#truths
  }

  /** Tasks and truths ever added, those that were replaced or forgotten included. */
  get seen(): { readonly tasks: number; readonly truths: number } {
    return { tasks: this.#seen, truths: this.#seenTruths }
  }

  get tasks(): readonly VoteTask[] {
    return [...this.#groups.values()].flat()
  }

  /** A task without votes is ignored; a source's repeated vote counts once; the oldest are forgotten. */
  add(tasks: Iterable<VoteTask>): void {
    const groups = new Map<string, VoteTask[]>()
    for (const task of tasks) {
      if (task.votes.length === 0) continue
      const id = task.id ?? `\u0000${this.#seen}`
      const group = groups.get(id) ?? []
      group.push({ ...task, votes: withoutRepeats(task.votes) })
      groups.set(id, group)
      this.#seen++
      if (task.truth !== undefined) this.#seenTruths++
    }
    for (const [id, group] of groups) {
      this.#forget(id)
      this.#groups.set(id, group)
      this.#size += group.length
      this.#truths += truthsIn(group)
    }
    for (const id of this.#groups.keys()) {
      if (this.#size <= this.#maxTasks) break
      this.#forget(id)
    }
  }

  clear(): void {
    this.#groups.clear()
    this.#size = 0
    this.#truths = 0
    this.#seen = 0
    this.#seenTruths = 0
  }

  /** Everything kept, as plain JSON. */
  snapshot(): JsonObject {
    const tasks = this.tasks.map(({ id = null, votes, truth = null, kind = null }) => ({
      id,
      votes: votes.map(({ source, label, skill = null }) => [source, label, skill]),
      truth,
      kind,
    }))
    return { v: 1, tasks }
  }

  #forget(id: string): void {
    const group = this.#groups.get(id)
    if (!group) return
    this.#groups.delete(id)
    this.#size -= group.length
    this.#truths -= truthsIn(group)
  }
}

function truthsIn(tasks: readonly VoteTask[]): number {
  return tasks.filter(({ truth }) => truth !== undefined).length
}

/** The tasks of a snapshot; none where it is of another version. */
export function tasksIn(snapshot: JsonObject): readonly VoteTask[] {
  return snapshot['v'] === 1 && Array.isArray(snapshot['tasks']) ? snapshot['tasks'].flatMap(storedTask) : []
}

function withoutRepeats(votes: readonly SourceVote[]): readonly SourceVote[] {
  const seen = new Set<string>()
  return votes.filter(({ source, label }) => {
    const key = JSON.stringify([source, label])
    return !seen.has(key) && seen.add(key)
  })
}

/** A task from a snapshot; none where it is not one. */
function storedTask(stored: JsonValue): readonly VoteTask[] {
  const { id, votes, truth, kind } = (stored ?? {}) as Partial<Record<string, JsonValue>>
  if (!Array.isArray(votes)) return []
  return [
    {
      votes: (votes as readonly JsonValue[]).flatMap(vote => {
        const [source, label, skill] = Array.isArray(vote) ? (vote as readonly JsonValue[]) : []
        if (typeof source !== 'string' || typeof label !== 'string') return []
        return [{ source, label, ...(typeof skill === 'number' && { skill }) }]
      }),
      ...(typeof id === 'string' && { id }),
      ...(typeof truth === 'string' && { truth }),
      ...(typeof kind === 'string' && { kind }),
    },
  ]
}
