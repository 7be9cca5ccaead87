/** What a key can be let do: each endpoint asks for one of these. */
export const SCOPES = [
  'messages:read',
  'messages:write',
  'conversations:read',
  'conversations:write',
  'conversations:delete',
  'calls:read',
  'phone-numbers:read',
] as const

export type Scope = (typeof SCOPES)[number]
