import * as z from 'zod/mini'
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from '#features/sign-in/password.ts'

const LONGEST_NAME = 80

/** What a newcomer fills in. Each message is the stable code of what is wrong with its field. */
export const newWorkspaceSchema = z.object({
  workspace: name(),
  name: name(),
  email: z
    .string('required')
    .check(z.trim(), z.toLowerCase(), z.maxLength(254, 'too-long'), z.email('invalid-email')),
  password: z
    .string('required')
    .check(z.minLength(SHORTEST_PASSWORD, 'too-short'), z.maxLength(LONGEST_PASSWORD, 'too-long')),
})

export type NewWorkspace = z.output<typeof newWorkspaceSchema>

/** What may be done before anybody has signed in. */
export type Setup = { canCreate: boolean; demo: boolean }

function name() {
  return z
    .string('required')
    .check(z.trim(), z.minLength(1, 'required'), z.maxLength(LONGEST_NAME, 'too-long'))
}
