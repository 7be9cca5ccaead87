import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { enter } from '#features/sign-in/enter.tsx'
import { SHORTEST_PASSWORD } from '#features/sign-in/password.ts'
import { Button } from '#ui/Button.tsx'
import { TextField } from '#ui/Field.tsx'
import { useProblemText } from '#ui/problem-text.tsx'
import { request } from '#ui/request.ts'
import { newWorkspaceSchema } from './onboarding.api.ts'

type Field = 'workspace' | 'name' | 'email' | 'password'
type Codes = Partial<Record<Field, string>>

const CODES = ['required', 'too-long', 'too-short', 'invalid-email', 'email-taken', 'common'] as const

/** A workspace of one's own, by what it is called and who owns it. */
export function CreateWorkspaceForm() {
  const t = useTranslations('onboarding')
  const problemText = useProblemText()
  const [codes, setCodes] = useState<Codes>({})
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const field = (name: Field) => ({
    name,
    label: t(`create.${name}`),
    problem: textOf(codes[name]),
    required: true,
  })

  return (
    <form className="flex flex-col gap-4" noValidate onSubmit={(event) => void create(event)}>
      <TextField {...field('workspace')} autoComplete="organization" autoFocus />
      <TextField {...field('name')} autoComplete="name" />
      <TextField {...field('email')} type="email" autoComplete="username" />
      <TextField
        {...field('password')}
        type="password"
        autoComplete="new-password"
        hint={t('create.passwordHint', { count: SHORTEST_PASSWORD })}
      />
      {problem && (
        <p role="alert" className="text-danger">
          {problem}
        </p>
      )}
      <Button type="submit" look="primary" disabled={busy} className="h-9">
        {t('create.action')}
      </Button>
    </form>
  )

  async function create(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const filled = Object.fromEntries(new FormData(event.currentTarget))
    const parsed = newWorkspaceSchema.safeParse(filled)
    setProblem(undefined)
    setCodes(parsed.success ? {} : codesOf(parsed.error.issues))
    if (!parsed.success) return
    setBusy(true)
    const result = await request('/api/setup/workspace', parsed.data)
    if (result.ok) return enter()
    setBusy(false)
    const { code, fields = {} } = result.error
    if (Object.keys(fields).length > 0) setCodes(fields)
    else
      setProblem(
        code === 'workspace-exists'
          ? t('create.exists')
          : code === 'rate-limited'
            ? t('tooOften')
            : problemText({ code }),
      )
  }

  function textOf(code: string | undefined): string | undefined {
    const known = CODES.find((candidate) => candidate === code)
    return known && t(`field.${known}`, { count: SHORTEST_PASSWORD })
  }
}

function codesOf(issues: { path: PropertyKey[]; message: string }[]): Codes {
  return Object.fromEntries(issues.toReversed().map(({ path, message }) => [path[0], message]))
}
