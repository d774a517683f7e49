/** What asks for JSON where a service does not hold the answer to it, or only if the word stands in the prompt. */
export const jsonPrompt = (schema?: unknown): string =>
  `Answer with JSON and nothing else${schema ? `. It must fit this JSON Schema:\n${JSON.stringify(schema)}` : '.'}`
