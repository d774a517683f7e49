export async function ask(question: string): Promise<void> {
  throw new Error(`not yet: ${question.length}`)
}
