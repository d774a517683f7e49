import { InvalidOptionsError } from '../../errors/index.ts'

/** The address without its last slashes. Throws `InvalidOptionsError` where a key would not be safe on it. */
export function checkedBaseUrl(id: string, baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  const local = url !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.*\.local(host)?)$/.test(url.hostname)
  const problem = !url
    ? 'is not an address: write https://…'
    : url.protocol !== 'https:' && !(url.protocol === 'http:')
      ? `has protocol ${url.protocol}: write https://…`
      : url.protocol === 'http:' && !local && !isPrivate(url.hostname)
        ? 'would send the key in the clear: write https://…'
        : url.username !== '' || url.password !== ''
          ? 'holds a user name or password: use headers'
          : undefined
  if (problem) throw new InvalidOptionsError(`provider "${id}"`, [{ path: 'baseUrl', message: problem }])
  return baseUrl.replace(/\/+$/, '')
}

/** Machines of the same network: model servers there often have no certificate. */
function isPrivate(hostname: string): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(hostname) || !hostname.includes('.')
}
