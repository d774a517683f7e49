/**
 * One model at one provider, `provider/model`, split at the first slash: the model's own name may hold more.
 * The arm of the bandit: the same weights at two vendors are two targets.
 */
export type Target = `${string}/${string}`

export function isTarget(value: string): value is Target {
  const slash = value.indexOf('/')
  return slash > 0 && slash < value.length - 1
}

/** The two halves of a target. Throws a `TypeError` for a text that is none. */
export function splitTarget(target: Target): { readonly provider: string; readonly model: string } {
  if (!isTarget(target)) throw new TypeError(`"${String(target)}" is not a target: write provider/model`)
  const slash = target.indexOf('/')
  return { provider: target.slice(0, slash), model: target.slice(slash + 1) }
}
