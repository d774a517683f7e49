export { priceOf } from './price.ts'
export type { Capability, ModelInfo, Price, Provider, ProviderCallOptions } from './provider.ts'
export { invoke } from './invoke.ts'
export {
  type SimulatedAnswer,
  type SimulatedCall,
  type SimulatedFault,
  type SimulatedOptions,
  simulated,
} from './simulated.ts'
