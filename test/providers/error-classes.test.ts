import { describe, expect, it } from 'vitest'
import * as routewise from 'routewise'
import type { HttpProviderOptions, Provider, ProviderErrorKind } from 'routewise'

const presets: Readonly<Record<string, (options: HttpProviderOptions) => Provider>> = {
  openai: routewise.openai,
  anthropic: routewise.anthropic,
  google: routewise.google,
  qwen: routewise.qwen,
  doubao: routewise.doubao,
  kimi: routewise.moonshot,
  glm: routewise.zai,
  minimax: routewise.minimaxChat,
}

/** What services say when they fail, typed in from their documentation and from reports. */
const failures: readonly (readonly [
  service: string,
  status: number,
  body: object | string,
  kind: ProviderErrorKind,
])[] = [
  [
    'openai',
    503,
    {
      error: {
        message: 'The engine is currently overloaded, please try again later',
        type: 'server_error',
        code: null,
      },
    },
    'overloaded',
  ],
  [
    'openai',
    429,
    {
      error: {
        message:
          'Request too large for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000, Requested 40000.',
        type: 'tokens',
        code: 'rate_limit_exceeded',
      },
    },
    'context-length',
  ],
  [
    'openai',
    403,
    {
      error: {
        message: 'Country, region, or territory not supported',
        type: 'request_forbidden',
        code: 'unsupported_country_region_territory',
      },
    },
    'permission',
  ],
  [
    'openai',
    403,
    { error: { message: 'You are not allowed to sample from this model', type: 'invalid_request_error', code: null } },
    'permission',
  ],
  [
    'openai',
    400,
    {
      error: {
        message: "Invalid schema for response_format 'x'",
        type: 'invalid_request_error',
        param: 'response_format',
        code: null,
      },
    },
    'invalid-request',
  ],
  ['openai', 500, { error: { message: 'Internal server error', type: 'server_error' } }, 'server'],
  [
    'openai',
    429,
    { error: { message: 'You have reached your hard limit', type: 'billing', code: 'billing_hard_limit_reached' } },
    'quota',
  ],
  [
    'openai',
    400,
    {
      error: {
        message: 'max_tokens is too large: 100000. This model supports at most 4096 completion tokens',
        type: 'invalid_request_error',
        param: 'max_tokens',
        code: null,
      },
    },
    'invalid-request',
  ],
  [
    'openai',
    400,
    {
      error: {
        message: "This model's maximum context length is 8192 tokens",
        type: 'invalid_request_error',
        param: 'messages',
        code: 'context_length_exceeded',
      },
    },
    'context-length',
  ],
  [
    'anthropic',
    403,
    {
      type: 'error',
      error: {
        type: 'permission_error',
        message: 'Your API key does not have permission to use the specified resource.',
      },
    },
    'permission',
  ],
  ['anthropic', 402, { type: 'error', error: { type: 'billing_error', message: 'x' } }, 'quota'],
  ['anthropic', 409, { type: 'error', error: { type: 'conflict_error', message: 'x' } }, 'server'],
  ['anthropic', 504, { type: 'error', error: { type: 'timeout_error', message: 'x' } }, 'timeout'],
  [
    'anthropic',
    400,
    {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message:
          'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease input length or `max_tokens` and try again',
      },
    },
    'context-length',
  ],
  [
    'anthropic',
    400,
    {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message: 'messages.0.content: Output blocked by content filtering policy',
      },
    },
    'content-policy',
  ],
  [
    'anthropic',
    400,
    {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message: 'You have reached your specified API usage limits. You will regain access on 2026-01-01',
      },
    },
    'quota',
  ],
  [
    'anthropic',
    401,
    { type: 'error', error: { type: 'authentication_error', message: 'OAuth token has expired.' } },
    'auth',
  ],
  [
    'google',
    403,
    {
      error: {
        code: 403,
        message: 'Permission denied: Consumer x has been suspended.',
        status: 'PERMISSION_DENIED',
        details: [{ '@type': '..ErrorInfo', reason: 'CONSUMER_SUSPENDED' }],
      },
    },
    'permission',
  ],
  [
    'google',
    400,
    { error: { code: 400, message: 'User location is not supported for the API use.', status: 'FAILED_PRECONDITION' } },
    'permission',
  ],
  [
    'google',
    400,
    {
      error: {
        code: 400,
        message: 'API key expired. Please renew the API key.',
        status: 'INVALID_ARGUMENT',
        details: [{ reason: 'API_KEY_INVALID' }],
      },
    },
    'auth',
  ],
  ['google', 500, { error: { code: 500, message: 'An internal error has occurred.', status: 'INTERNAL' } }, 'server'],
  [
    'google',
    504,
    { error: { code: 504, message: 'Deadline expired before operation could complete.', status: 'DEADLINE_EXCEEDED' } },
    'timeout',
  ],
  [
    'google',
    429,
    {
      error: {
        code: 429,
        message: 'Your prepayment credits are depleted. Please go to AI Studio',
        status: 'RESOURCE_EXHAUSTED',
      },
    },
    'quota',
  ],
  [
    'google',
    400,
    {
      error: {
        code: 400,
        message: 'The input token count exceeds the maximum number of tokens allowed 1048576.',
        status: 'INVALID_ARGUMENT',
      },
    },
    'context-length',
  ],
  [
    'google',
    503,
    { error: { code: 503, message: 'This model is currently experiencing high demand.', status: 'UNAVAILABLE' } },
    'overloaded',
  ],
  [
    'google',
    400,
    {
      error: {
        code: 400,
        message: 'Request payload size exceeds the limit: 20971520 bytes.',
        status: 'INVALID_ARGUMENT',
      },
    },
    'invalid-request',
  ],
  [
    'groq',
    498,
    { error: { message: 'Flex tier capacity exceeded', type: 'server_error', code: 'capacity_exceeded' } },
    'overloaded',
  ],
  [
    'groq',
    400,
    {
      error: {
        message: 'Please reduce the length of the messages or completion.',
        type: 'invalid_request_error',
        param: 'messages',
        code: 'context_length_exceeded',
      },
    },
    'context-length',
  ],
  [
    'groq',
    400,
    {
      error: {
        message: 'Organization has been restricted. Please reach out to support',
        type: 'invalid_request_error',
        code: 'organization_restricted',
      },
    },
    'permission',
  ],
  [
    'ds',
    422,
    {
      error: {
        message: 'Failed to deserialize the JSON body',
        type: 'invalid_request_error',
        code: 'invalid_request_error',
      },
    },
    'invalid-request',
  ],
  [
    'ds',
    503,
    {
      error: {
        message: 'Service is too busy. We advise users to temporarily switch to alternative LLM API service providers.',
        type: 'service_unavailable_error',
        code: 'service_unavailable_error',
      },
    },
    'overloaded',
  ],
  [
    'qwen',
    429,
    {
      error: {
        message: 'Requests rate limit exceeded, please try again later.',
        type: 'limit_requests',
        code: 'limit_requests',
      },
    },
    'rate-limit',
  ],
  [
    'qwen',
    429,
    { error: { message: 'Request rate increased too quickly.', type: 'x', code: 'limit_burst_rate' } },
    'rate-limit',
  ],
  [
    'qwen',
    403,
    {
      error: {
        message:
          'The free tier of the model has been exhausted. If you wish to continue access the model on a paid basis',
        type: 'AllocationQuota.FreeTierOnly',
        code: 'AllocationQuota.FreeTierOnly',
      },
    },
    'quota',
  ],
  [
    'qwen',
    403,
    {
      error: {
        message: 'Access to model denied. Please make sure you are eligible for using the model.',
        code: 'Model.AccessDenied',
        type: 'x',
      },
    },
    'permission',
  ],
  [
    'qwen',
    404,
    {
      error: {
        message: 'The model `x` does not exist or you do not have access to it.',
        type: 'invalid_request_error',
        code: 'model_not_found',
      },
    },
    'invalid-request',
  ],
  [
    'qwen',
    401,
    { error: { message: 'Incorrect API key provided. ', type: 'invalid_request_error', code: 'invalid_api_key' } },
    'auth',
  ],
  [
    'qwen',
    400,
    {
      error: {
        message: 'parameter.enable_thinking must be set to false for non-streaming calls',
        type: 'invalid_request_error',
        code: 'invalid_parameter_error',
      },
    },
    'invalid-request',
  ],
  [
    'qwen',
    500,
    {
      error: {
        message: 'An internal error has occured, please try again later',
        type: 'InternalError',
        code: 'InternalError.Algo',
      },
    },
    'server',
  ],
  ['qwen', 500, { error: { message: 'Request timed out', code: 'RequestTimeOut', type: 'x' } }, 'timeout'],
  [
    'doubao',
    429,
    {
      error: {
        code: 'ServerOverloaded',
        message: 'The service is currently unable to handle additional requests due to server overload.',
        type: 'TooManyRequests',
      },
    },
    'overloaded',
  ],
  [
    'doubao',
    429,
    {
      error: {
        code: 'ModelAccountTpmRateLimitExceeded',
        message: 'The Tokens Per Minute (TPM) limit of the associated model for your account has been exceeded.',
        type: 'TooManyRequests',
      },
    },
    'rate-limit',
  ],
  [
    'doubao',
    429,
    {
      error: {
        code: 'SetLimitExceeded',
        message: 'Your account has reached the set inference limit',
        type: 'TooManyRequests',
      },
    },
    'quota',
  ],
  [
    'doubao',
    429,
    {
      error: {
        code: 'QuotaExceeded',
        message: 'Your account 21 has exhausted its free trial quota for the model',
        type: 'TooManyRequests',
      },
    },
    'quota',
  ],
  [
    'doubao',
    429,
    { error: { code: 'InflightBatchsizeExceeded', message: 'x', type: 'TooManyRequests' } },
    'rate-limit',
  ],
  [
    'doubao',
    400,
    {
      error: {
        code: 'OutofContextError',
        message: 'Total tokens of image and text exceed max message tokens',
        type: 'BadRequest',
      },
    },
    'context-length',
  ],
  [
    'doubao',
    400,
    {
      error: {
        code: 'SensitiveContentDetected.Violence',
        message: 'The request failed because the input text may contain sensitive',
        type: 'BadRequest',
      },
    },
    'content-policy',
  ],
  [
    'doubao',
    400,
    {
      error: {
        code: 'MissingParameter',
        message: 'The request failed because it is missing one or multiple required parameters',
        type: 'BadRequest',
      },
    },
    'invalid-request',
  ],
  [
    'doubao',
    500,
    {
      error: {
        code: 'InternalServiceError',
        message: 'The service encountered an unexpected internal error.',
        type: 'InternalServerError',
      },
    },
    'server',
  ],
  [
    'doubao',
    403,
    { error: { code: 'OperationDenied.ServiceOverdue', message: 'overdue', type: 'Forbidden' } },
    'quota',
  ],
  [
    'doubao',
    429,
    { error: { code: 'AccountRateLimitExceeded', message: 'Requests exceed the rate limit', type: 'TooManyRequests' } },
    'rate-limit',
  ],
  ['kimi', 403, { error: { message: 'permission denied', type: 'permission_denied_error' } }, 'permission'],
  [
    'kimi',
    404,
    { error: { message: 'Not found the model x or Permission denied', type: 'resource_not_found_error' } },
    'invalid-request',
  ],
  [
    'kimi',
    413,
    { error: { message: 'Request exceeds the maximum size', type: 'invalid_request_error' } },
    'invalid-request',
  ],
  [
    'kimi',
    429,
    {
      error: {
        message: "We're receiving too many requests at the moment. Please wait",
        type: 'engine_overloaded_error',
      },
    },
    'overloaded',
  ],
  ['kimi', 402, { error: { message: 'membership', type: 'x' } }, 'quota'],
  ['kimi', 500, { error: { message: 'x', type: 'server_error' } }, 'server'],
  ['glm', 401, { error: { code: '1000', message: 'Authentication Failed' } }, 'auth'],
  [
    'glm',
    429,
    { error: { code: '1305', message: 'The service may be temporarily overloaded, please try again later' } },
    'overloaded',
  ],
  [
    'glm',
    429,
    { error: { code: '1308', message: 'Usage limit reached for 5 hour. Your limit will reset at' } },
    'quota',
  ],
  ['glm', 400, { error: { code: '1211', message: 'Unknown Model, please check the model code.' } }, 'invalid-request'],
  ['glm', 400, { error: { code: '1214', message: 'The messages parameter is illegal' } }, 'invalid-request'],
  ['glm', 500, { error: { code: '500', message: 'Internal Error' } }, 'server'],
  [
    'minimax',
    200,
    { choices: null, base_resp: { status_code: 1026, status_msg: 'input new_sensitive' } },
    'content-policy',
  ],
  [
    'minimax',
    429,
    {
      type: 'error',
      error: { type: 'rate_limit_error', message: 'rate limit exceeded(RPM) (1002)', http_code: '429' },
    },
    'rate-limit',
  ],
  [
    'minimax',
    500,
    { type: 'error', error: { type: 'api_error', message: 'insufficient balance (1008)', http_code: '500' } },
    'quota',
  ],
  [
    'minimax',
    500,
    { type: 'error', error: { type: 'api_error', message: 'unknown error, 794 (1000)', http_code: '500' } },
    'server',
  ],
  [
    'minimax',
    529,
    {
      type: 'error',
      error: {
        type: 'overloaded_error',
        message: 'The server cluster is currently under high load. Please retry after a short wait (2064)',
      },
    },
    'overloaded',
  ],
  [
    'openrouter',
    403,
    {
      error: {
        code: 403,
        message: 'Your input was flagged',
        metadata: { reasons: ['violence'], flagged_input: 'x', provider_name: 'OpenAI' },
      },
    },
    'content-policy',
  ],
  [
    'openrouter',
    502,
    { error: { code: 502, message: 'Provider returned error', metadata: { raw: 'upstream' } } },
    'server',
  ],
  ['openrouter', 404, { error: { message: 'No endpoints found for x.', code: 404 } }, 'invalid-request'],
  ['openrouter', 503, { error: { message: 'No instances available', code: 503 } }, 'overloaded'],
  ['openrouter', 403, { error: { message: 'Key limit exceeded (total limit).', code: 403 } }, 'quota'],
  ['openrouter', 408, { error: { message: 'timeout', code: 408 } }, 'timeout'],
  [
    'xai',
    429,
    {
      code: 'Some resource has been exhausted',
      error: 'Your team has either used all available credits or reached its monthly spending limit.',
    },
    'quota',
  ],
  [
    'xai',
    403,
    {
      code: 'The caller does not have permission to execute the specified operation',
      error: 'The OAuth2 access token could not be validated',
    },
    'permission',
  ],
  [
    'xai',
    403,
    {
      code: 'The caller does not have permission to execute the specified operation',
      error: "Your newly created team doesn't have any credits or licenses yet. You can purchase those",
    },
    'quota',
  ],
  [
    'xai',
    404,
    {
      code: 'Some requested entity was not found',
      error: 'The model x does not exist or your team does not have access to it.',
    },
    'invalid-request',
  ],
  [
    'mistral',
    422,
    {
      object: 'error',
      message: { detail: [{ loc: ['body', 'temperature'], msg: 'Input should be' }] },
      type: 'invalid_request_error',
      code: null,
    },
    'invalid-request',
  ],
  [
    'mistral',
    429,
    {
      object: 'error',
      message: 'Service tier capacity exceeded for this model.',
      type: 'service_tier_capacity_exceeded',
      code: '3505',
    },
    'overloaded',
  ],
  ['mistral', 429, { message: 'Requests rate limit exceeded' }, 'rate-limit'],
  [
    'mistral',
    400,
    {
      object: 'error',
      message: 'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
      type: 'invalid_request_prompt',
      code: '3051',
    },
    'context-length',
  ],
  [
    'azure',
    401,
    { error: { code: '401', message: 'Access denied due to invalid subscription key or wrong API endpoint.' } },
    'auth',
  ],
  [
    'azure',
    429,
    {
      error: {
        code: '429',
        message:
          'Requests to the ChatCompletions_Create Operation under Azure OpenAI API have exceeded token rate limit. Please retry after 26 seconds.',
      },
    },
    'rate-limit',
  ],
  [
    'ollama',
    404,
    { error: { message: 'model "x" not found, try pulling it first', type: 'api_error' } },
    'invalid-request',
  ],
  [
    'vllm',
    400,
    {
      object: 'error',
      message: "This model's maximum context length is 4096 tokens. However, you requested 5000",
      type: 'BadRequestError',
      code: 400,
    },
    'context-length',
  ],
  [
    'vllm',
    404,
    { object: 'error', message: 'The model `x` does not exist.', type: 'NotFoundError', code: 404 },
    'invalid-request',
  ],
  ['llamacpp', 503, { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } }, 'overloaded'],
  ['llamacpp', 401, { error: { code: 401, message: 'Invalid API Key', type: 'authentication_error' } }, 'auth'],
  [
    'cerebras',
    429,
    {
      message: "We're experiencing high traffic right now! Please try again soon.",
      type: 'too_many_requests_error',
      param: 'queue',
      code: 'queue_exceeded',
    },
    'rate-limit',
  ],
  [
    'cerebras',
    400,
    {
      message: 'Please reduce the length of the messages or completion. Current length is 9000 while limit is 8192',
      type: 'invalid_request_error',
      param: 'messages',
      code: 'context_length_exceeded',
    },
    'context-length',
  ],
  [
    'cerebras',
    404,
    {
      message: 'Model x does not exist or you do not have access to it.',
      type: 'not_found_error',
      param: 'model',
      code: 'model_not_found',
    },
    'invalid-request',
  ],
  ['perplexity', 401, '<html>401 Authorization Required</html>', 'auth'],
  ['together', 402, { error: { message: 'Credit limit exceeded', type: 'credit_limit' } }, 'quota'],
  ['hf', 402, { error: 'You have exceeded your monthly included credits for Inference Providers.' }, 'quota'],
  ['hf', 503, { error: 'Model x is currently loading', estimated_time: 20 }, 'overloaded'],
  ['kimi', 400, { error: { message: 'Input token length too long', type: 'invalid_request_error' } }, 'context-length'],
  [
    'anthropic',
    400,
    { type: 'error', error: { type: 'invalid_request_error', message: 'This organization has been disabled.' } },
    'permission',
  ],
  [
    'google',
    403,
    {
      error: {
        code: 403,
        message: 'Your API key was reported as leaked. Please use another API key.',
        status: 'PERMISSION_DENIED',
      },
    },
    'auth',
  ],
  [
    'openrouter',
    403,
    {
      error: {
        code: 403,
        message: 'x requires moderation on OpenAI. Your input was flagged for "violence". No credits were charged.',
      },
    },
    'content-policy',
  ],
  [
    'openrouter',
    429,
    {
      error: {
        code: 429,
        message: 'Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day',
      },
    },
    'rate-limit',
  ],
  [
    'xai',
    403,
    {
      code: 'The caller does not have permission to execute the specified operation',
      error: 'Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_BIO',
    },
    'content-policy',
  ],
  [
    'vllm',
    400,
    {
      object: 'error',
      message: 'The decoder prompt (length 9000) is longer than the maximum model length of 8192.',
      type: 'BadRequestError',
      code: 400,
    },
    'context-length',
  ],
  [
    'github',
    413,
    {
      error: {
        code: 'tokens_limit_reached',
        message: 'Request body too large for gpt-4o model. Max size: 8000 tokens.',
      },
    },
    'context-length',
  ],
  ['siliconflow', 429, { code: 50603, message: 'System is too busy now. Please try again later.' }, 'overloaded'],
  [
    'litellm',
    400,
    { error: { message: 'Budget has been exceeded! Max budget: 10', type: 'budget_exceeded', code: '400' } },
    'quota',
  ],
  [
    'qwen',
    400,
    {
      error: {
        message: 'Download the media resource timed out during the data inspection process.',
        code: 'InvalidParameter.DataInspection',
      },
    },
    'invalid-request',
  ],
  ['minimax', 200, { choices: null, base_resp: { status_code: 2045, status_msg: 'rate growth limit' } }, 'rate-limit'],
  ['glm', 200, { choices: [{ message: { content: 'half' }, finish_reason: 'network_error' }] }, 'network'],
  ['any', 504, '<html>gateway timeout', 'timeout'],
  ['any', 524, '', 'server'],
]

describe('a failure', () => {
  it.each(failures)('of %s with status %i and %j is %s', async (service, status, body, kind) => {
    const make = presets[service] ?? (options => routewise.openaiCompatible({ ...options, id: service }))
    const provider = make({
      apiKey: 'key',
      baseUrl: 'http://localhost',
      fetch: () => Promise.resolve(new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })),
    })
    const options = { model: 'm', signal: new AbortController().signal }
    const failed = provider.chat({ messages: [{ role: 'user', content: 'x' }] }, options)
    await expect(failed).rejects.toMatchObject({ code: 'provider', kind })
  })
})
