import * as z from 'zod'
import type { Provider } from './provider.ts'

/** One thing that the owner fills in to connect a provider: what a form or the command line asks for. */
export type SettingField = {
  name: string
  /** What it is called where it comes from; the name itself when its schema says nothing (`.meta({ title })`). */
  label: string
  type: 'text' | 'number' | 'boolean'
  required: boolean
  /** Shown once, stored sealed. */
  secret: boolean
}

export function settingFields({ settings }: Pick<Provider, 'settings'>): SettingField[] {
  const { properties, required } = described.parse(z.toJSONSchema(settings, { io: 'input' }))
  return Object.entries(properties).map(([name, { type, secret, title }]) => ({
    name,
    label: title ?? name,
    type: type === 'number' || type === 'integer' ? 'number' : type === 'boolean' ? 'boolean' : 'text',
    required: required.includes(name),
    secret,
  }))
}

/** The settings with the secrets of others of the same provider: what stays when an account's password changes. */
export function withSecretsOf(
  provider: Pick<Provider, 'settings'>,
  settings: unknown,
  others: unknown,
): unknown {
  const secrets = settingFields(provider).filter(({ secret }) => secret)
  const given = record.parse(others)
  const kept = Object.fromEntries(secrets.map(({ name }) => [name, given[name]]))
  return provider.settings.parse({ ...record.parse(settings), ...kept })
}

const record = z.record(z.string(), z.unknown())
const described = z.object({
  properties: z.record(
    z.string(),
    z.object({
      type: z.string().optional(),
      secret: z.boolean().default(false),
      title: z.string().optional(),
    }),
  ),
  required: z.array(z.string()).default([]),
})
