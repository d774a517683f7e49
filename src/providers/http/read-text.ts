/** The whole body, or `undefined` where it is larger than that. What it declares of its length is not relied on. */
export async function readText({ body }: Response, maxBytes: number): Promise<string | undefined> {
  const reader = body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for (;;) {
    const step = await reader?.read()
    if (!step || step.done) return text + decoder.decode()
    bytes += step.value.byteLength
    if (bytes > maxBytes) {
      await reader?.cancel().catch(() => {})
      return undefined
    }
    text += decoder.decode(step.value, { stream: true })
  }
}
