import type { Provider } from '#channel/provider.ts'
import { sandbox } from './sandbox/sandbox.ts'

/** Every provider that can be connected. Adding one is a folder beside this file and a line here. */
export const providers: ReadonlyMap<string, Provider> = new Map<string, Provider>(
  [sandbox].map((provider) => [provider.name, provider as Provider]),
)
