import type { FinishReason } from '../../../chat/index.ts'

export const finishReasons: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  eos: 'stop',
  eos_token: 'stop',
  stop_sequence: 'stop',
  end_turn: 'stop',
  length: 'length',
  max_tokens: 'length',
  model_length: 'length',
  tool_calls: 'tool-calls',
  tool_use: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
  sensitive: 'content-filter',
}

/** Finish reasons that are failures by another name, as the codes that they stand for. */
export const failedReasons: Readonly<Record<string, string>> = {
  network_error: 'network_error',
  insufficient_system_resource: 'overloaded',
  model_context_window_exceeded: 'context_length_exceeded',
  error: 'server_error',
}
