import type { Call, Handler, Middleware } from './call.ts'

/** One handler from layers, the first outermost, around `last`. */
export function compose<C extends Call>(layers: readonly Middleware<C>[], last: Handler<C>): Handler<C> {
  return layers.reduceRight<Handler<C>>((next, layer) => call => layer(call, next), last)
}
