/** A cache policy over numbered objects. `access` says whether the object was there, and lets it in where the policy wants. */
export interface Policy {
  access(id: number, size: number, cost: number): boolean
  /** As `access` for the blocks of one prompt, first to last: how many of the first were there. Default: `access` for each, last to first. */
  accessPrompt?(blocks: Uint32Array): number
  /** Is it there? Changes nothing. */
  has(id: number): boolean
}
