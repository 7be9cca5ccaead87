import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#ui/Button.tsx'
import { TextField } from '#ui/Field.tsx'
import { Link } from '#ui/navigation.tsx'
import { request } from '#ui/request.ts'
import { Entrance, QUIET_LINK, Trouble } from './Entrance.tsx'
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from './password.ts'
import { useSignInWords } from './sign-in-words.tsx'

/** Another password, for who holds the link of a letter. */
export function ResetPage({ token }: { token: string }) {
  const t = useTranslations('sign-in')
  const words = useSignInWords()
  const [done, setDone] = useState(false)
  const [problem, setProblem] = useState<string>()
  if (done)
    return (
      <Entrance title={t('reset.done')} text={t('reset.doneText')}>
        <Link to="/" className={QUIET_LINK}>
          {t('toSignIn')}
        </Link>
      </Entrance>
    )
  return (
    <Entrance title={t('reset.title')} text={t('reset.text')}>
      <form className="flex flex-col gap-4" onSubmit={(event) => void reset(event)}>
        <TextField
          name="password"
          label={t('newPassword')}
          hint={t('passwordHint', { count: SHORTEST_PASSWORD })}
          type="password"
          autoComplete="new-password"
          minLength={SHORTEST_PASSWORD}
          maxLength={LONGEST_PASSWORD}
          required
          autoFocus
        />
        <Trouble>{problem}</Trouble>
        <Button type="submit" look="primary" className="h-9">
          {t('reset.action')}
        </Button>
        {problem && (
          <Link to="/recover" className={QUIET_LINK}>
            {t('reset.another')}
          </Link>
        )}
      </form>
    </Entrance>
  )

  async function reset(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const newPassword = new FormData(event.currentTarget).get('password')
    const result = await request('/api/auth/reset-password', { token, newPassword })
    if (result.ok) setDone(true)
    else setProblem(words(result.error.code))
  }
}
