export { VirtualClock } from '../runtime/index.ts'
export { providerContract, type ProviderContractOptions } from './provider-contract.ts'
export { type ContractCase, storageContract, type StorageContractOptions } from './storage-contract.ts'
export { mergerContract, type MergerContractOptions } from './merger-contract.ts'
