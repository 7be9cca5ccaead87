import { resolve } from 'node:path'
import * as z from 'zod'

const origins = z
  .string()
  .default('')
  .transform((list) => list.split(/[\s,]+/).filter(Boolean))
  .pipe(z.array(z.url()))

const schema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  PUBLIC_URL: z.url().optional(),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//)
    .optional(),
  APP_SECRET: z.string().min(32).optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  API_REQUESTS_PER_SECOND: z.coerce.number().positive().default(10),
  TRUST_PROXY: z.stringbool().default(false),
  MEDIA_PORT: z.coerce.number().int().min(0).max(65_535).default(40_000),
  PUBLIC_IP: z
    .string()
    .default('')
    .transform((list) => list.split(',').map((address) => address.trim()))
    .transform((list) => list.filter((address) => address !== ''))
    .pipe(z.array(z.ipv4())),
  MEDIA_PROCESSES: z.coerce.number().int().min(1).max(64).default(1),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//)
    .optional(),
  MAIL_FROM: z.string().optional(),
  SSO_TRUSTED_ORIGINS: origins,
  PUSH_TRUSTED_ORIGINS: origins,
})

/** The names of all settings. */
export const SETTINGS = Object.keys(schema.shape)

export type Env = Omit<z.output<typeof schema>, 'PUBLIC_URL'> & { PUBLIC_URL: string }

/** The settings of this process. Throws an error that names the variable and what it should be. */
export function readEnv(variables: NodeJS.ProcessEnv = process.env): Env {
  const filled = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(filled)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new Error(`The setting ${issue?.path.join('.')} is not valid: ${issue?.message}`)
  }
  const { data } = parsed
  const PUBLIC_URL = data.PUBLIC_URL?.replace(/\/+$/, '') ?? `http://${publicHost(data.HOST)}:${data.PORT}`
  return { ...data, DATA_DIR: resolve(data.DATA_DIR), PUBLIC_URL }
}

function publicHost(host: string): string {
  return host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
}
