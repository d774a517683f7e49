/** A cache policy over numbered objects. `access` says whether the object was there, and lets it in where the policy wants. */
export interface Policy {
  access(id: number, size: number, cost: number): boolean
  /** Is it there? Changes nothing. */
  has(id: number): boolean
}
