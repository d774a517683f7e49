/** The whole body, or `undefined` where it is larger than that. */
export async function readText(response: Response, maxBytes: number): Promise<string | undefined> {
  if (!response.body) return response.text()
  // Of a compressed body the length says nothing.
  const declared = response.headers.has('content-encoding')
    ? NaN
    : Number(response.headers.get('content-length') ?? NaN)
  if (declared <= maxBytes) return response.text()
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.byteLength
    if (bytes > maxBytes) {
      await reader.cancel().catch(() => {})
      return undefined
    }
    text += decoder.decode(value, { stream: true })
  }
}
