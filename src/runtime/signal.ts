/** A signal of one's own that also aborts when its parent does. Dispose it when the work is over: nothing stays on the parent. */
export interface LinkedSignal extends Disposable {
  readonly signal: AbortSignal
  abort(reason: unknown): void
}

/**
 * Links a new signal below `parent`. Made by hand because signals joined by the platform (`AbortSignal.any`)
 * stay on a long-lived parent until it aborts.
 */
export function linkSignal(parent?: AbortSignal): LinkedSignal {
  const controller = new AbortController()
  const follow = (): void => controller.abort(parent?.reason)
  if (parent?.aborted) follow()
  else parent?.addEventListener('abort', follow, { once: true })
  return {
    signal: controller.signal,
    abort: reason => controller.abort(reason),
    [Symbol.dispose]: () => parent?.removeEventListener('abort', follow),
  }
}

/** The promise, or a rejection with the signal's reason as soon as that aborts: work that ignores it holds nobody up. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason)
    const stay = (): void => signal.removeEventListener('abort', leave)
    if (signal.aborted) leave()
    else signal.addEventListener('abort', leave)
    work.then(resolve, reject).finally(stay)
  })
}
