/** The standard normal distribution function, to 2e-4: Abramowitz and Stegun, 26.2.16. */
export function normalCdf(x: number): number {
  const t = 1 / (1 + 0.33267 * Math.abs(x))
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * t * (0.4361836 + t * (-0.1201676 + t * 0.937298))
  return x < 0 ? tail : 1 - tail
}
