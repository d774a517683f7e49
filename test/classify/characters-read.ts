import { vi } from 'vitest'

/** How many characters of texts `work` reads: a measure of work that a busy machine does not change. */
export function charactersRead(work: () => unknown): number {
  const reads = vi.spyOn(String.prototype, 'charCodeAt')
  try {
    work()
    return reads.mock.calls.length
  } finally {
    reads.mockRestore()
  }
}
