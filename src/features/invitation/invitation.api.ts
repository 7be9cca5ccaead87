import * as z from 'zod/mini'
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from '#features/sign-in/password.ts'
import { LANGUAGES } from '#features/sign-in/sign-in.ts'

const address = z
  .string('required')
  .check(z.trim(), z.toLowerCase(), z.maxLength(254, 'too-long'), z.email('invalid-email'))

export const inviteInput = z.object({
  id: z.uuid(),
  email: z.nullable(address),
  role: z.enum(['admin', 'member']),
  inboxIds: z.array(z.uuid()).check(z.maxLength(200)),
  language: z.enum(LANGUAGES),
})

export const invitationInput = z.object({ id: z.uuid() })

/** What whoever was invited fills in. Each message is the stable code of what is wrong with its field. */
export const acceptSchema = z.object({
  token: z.string().check(z.maxLength(200)),
  name: z.string('required').check(z.trim(), z.minLength(1, 'required'), z.maxLength(80, 'too-long')),
  email: address,
  password: z
    .string('required')
    .check(z.minLength(SHORTEST_PASSWORD, 'too-short'), z.maxLength(LONGEST_PASSWORD, 'too-long')),
})

export type Acceptance = z.output<typeof acceptSchema>

export const lookSchema = z.object({ token: z.string().check(z.maxLength(200)) })

/** What an invitation says to whoever holds it. */
export type InvitationShown = {
  workspace: string
  by: string
  email: string | null
  role: 'admin' | 'member'
}
