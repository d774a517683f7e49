export type { Capability, ModelInfo, Price, Provider, ProviderCallOptions } from './provider.ts'
