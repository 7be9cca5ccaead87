import type { Provider } from '#channel/provider.ts'
import { sandbox } from './sandbox/sandbox.ts'
import { twilio } from './twilio/twilio.ts'

/** Every provider that can be connected. Adding one is a folder beside this file and a line here. */
export const providers: ReadonlyMap<string, Provider> = new Map<string, Provider>(
  [sandbox, twilio].map((provider) => [provider.name, provider as Provider]),
)
