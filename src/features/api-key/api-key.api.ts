import * as z from 'zod/mini'
import { SCOPES } from '#v1/scope.ts'

/**
 * A new key. Whoever makes it keeps its text: the server is only ever told its SHA-256, so that nothing that is stored
 * or sent on the way opens anything.
 */
export const createKeyInput = z.object({
  id: z.uuid(),
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(60)),
  keySha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  scopes: z.nullable(z.array(z.enum(SCOPES)).check(z.minLength(1))),
  inboxIds: z.nullable(z.array(z.uuid()).check(z.minLength(1), z.maxLength(200))),
  expiresAt: z.nullable(z.iso.datetime()),
})

export const revokeKeyInput = z.object({ id: z.uuid() })
