import { type FormEvent, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Entrance, QUIET_LINK, Trouble } from '#features/sign-in/Entrance.tsx'
import { enter } from '#features/sign-in/enter.tsx'
import { SHORTEST_PASSWORD } from '#features/sign-in/password.ts'
import { useSignInWords } from '#features/sign-in/sign-in-words.tsx'
import { Button } from '#ui/Button.tsx'
import { TextField } from '#ui/Field.tsx'
import { Link } from '#ui/navigation.tsx'
import { request } from '#ui/request.ts'
import { acceptSchema, type InvitationShown } from './invitation.api.ts'

type Field = 'name' | 'email' | 'password'
type Looked = { shown: InvitationShown } | { over: string }

const OVER = ['invitation-used', 'invitation-revoked', 'invitation-expired', 'invitation-unknown'] as const
const CODES = [
  'required',
  'too-long',
  'too-short',
  'common',
  'invalid-email',
  'email-taken',
  'other-address',
] as const

/** For who was invited: who they are, and the password that they will come in with. */
export function JoinPage({ token }: { token: string }) {
  const t = useTranslations('invitation')
  const looked = useInvitation(token)
  if (!looked) return <Entrance title={t('join.looking')} />
  if ('over' in looked) return <Over code={looked.over} />
  const { workspace, by } = looked.shown
  return (
    <Entrance title={t('join.title', { workspace })} text={t('join.text', { by })}>
      <JoinForm token={token} invitation={looked.shown} />
    </Entrance>
  )
}

function Over({ code }: { code: string }) {
  const t = useTranslations('invitation')
  const words = useSignInWords()
  const known = OVER.find((one) => one === code)
  return (
    <Entrance title={t('join.over')} text={known ? t(`over.${known}`) : words(code)}>
      <Link to="/" className={QUIET_LINK}>
        {t('join.toSignIn')}
      </Link>
    </Entrance>
  )
}

function JoinForm({ token, invitation: { email } }: { token: string; invitation: InvitationShown }) {
  const t = useTranslations('invitation')
  const words = useSignInWords()
  const [codes, setCodes] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const field = (name: Field) => {
    const code = CODES.find((one) => one === codes[name])
    return {
      name,
      label: t(`join.${name}`),
      problem: code && t(`field.${code}`, { count: SHORTEST_PASSWORD }),
      required: true,
    }
  }
  return (
    <form className="flex flex-col gap-4" noValidate onSubmit={(event) => void join(event)}>
      <TextField {...field('name')} autoComplete="name" autoFocus />
      <TextField
        {...field('email')}
        type="email"
        autoComplete="username"
        {...(email === null ? {} : { value: email, readOnly: true, className: 'text-muted' })}
      />
      <TextField
        {...field('password')}
        type="password"
        autoComplete="new-password"
        hint={t('join.passwordHint', { count: SHORTEST_PASSWORD })}
      />
      <Trouble>{problem}</Trouble>
      <Button type="submit" look="primary" disabled={busy} className="h-9">
        {t('join.action')}
      </Button>
    </form>
  )

  async function join(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const parsed = acceptSchema.safeParse({ ...Object.fromEntries(new FormData(event.currentTarget)), token })
    setProblem(undefined)
    setCodes(
      parsed.success
        ? {}
        : Object.fromEntries(parsed.error.issues.toReversed().map(({ path, message }) => [path[0], message])),
    )
    if (!parsed.success) return
    setBusy(true)
    const result = await request('/api/invitations/accept', parsed.data)
    if (result.ok) return enter()
    setBusy(false)
    const { code, fields } = result.error
    const over = OVER.find((one) => one === code)
    if (fields) setCodes(fields)
    else setProblem(over ? t(`over.${over}`) : words(code))
  }
}

function useInvitation(token: string): Looked | undefined {
  const [looked, setLooked] = useState<Looked>()
  useEffect(() => {
    let current = true
    void request('/api/invitations/look', { token }).then((result) => {
      // What our own server says of itself.
      if (current)
        setLooked(result.ok ? { shown: result.value as InvitationShown } : { over: result.error.code })
    })
    return () => {
      current = false
    }
  }, [token])
  return looked
}
