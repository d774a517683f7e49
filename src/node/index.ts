export { type NodeFetch, nodeFetch, type NodeFetchOptions } from './node-fetch.ts'
