import { expect, test } from 'vitest'
import * as z from 'zod'
import { settingFields, withSecretsOf } from './settings.ts'

const provider = {
  settings: z.object({
    account: z.string().min(1),
    password: z.string().meta({ secret: true, title: 'Password' }),
    port: z.number().int().optional(),
    baseUrl: z.url().optional(),
    trial: z.boolean().default(false),
  }),
}

test('a form or a command line learns from the schema what to ask for', () => {
  expect(settingFields(provider)).toEqual([
    { name: 'account', label: 'account', type: 'text', required: true, secret: false },
    { name: 'password', label: 'Password', type: 'text', required: true, secret: true },
    { name: 'port', label: 'port', type: 'number', required: false, secret: false },
    { name: 'baseUrl', label: 'baseUrl', type: 'text', required: false, secret: false },
    { name: 'trial', label: 'trial', type: 'boolean', required: false, secret: false },
  ])
})

test('a new password goes into other settings of the same account, and nothing else does', () => {
  const old = { account: 'mills', password: 'old', port: 1, trial: true }
  const rotated = { account: 'mills', password: 'new', port: 2, trial: false }
  expect(withSecretsOf(provider, old, rotated)).toEqual({ ...old, password: 'new' })
})
