/** What asks for JSON where a service does not hold the answer to it, or only if the word stands in the prompt. */
export const jsonPrompt = (schema?: unknown): string =>
  schema
    ? `Answer with JSON that fits this JSON Schema, and nothing else:\n${JSON.stringify(schema)}`
    : 'Answer with JSON and nothing else.'
