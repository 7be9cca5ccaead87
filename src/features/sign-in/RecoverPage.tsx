import { type FormEvent, useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { Button } from '#ui/Button.tsx'
import { TextField } from '#ui/Field.tsx'
import { Link } from '#ui/navigation.tsx'
import { request } from '#ui/request.ts'
import { Entrance, QUIET_LINK, Trouble } from './Entrance.tsx'
import { useSignInWords } from './sign-in-words.tsx'

/** For who has forgotten the password. What is said afterwards is the same for every address. */
export function RecoverPage() {
  const t = useTranslations('sign-in')
  const words = useSignInWords()
  const language = useLocale().slice(0, 2)
  const [asked, setAsked] = useState(false)
  const [problem, setProblem] = useState<string>()
  if (asked)
    return (
      <Entrance title={t('recover.asked')} text={t('recover.askedText')}>
        <Link to="/" className={QUIET_LINK}>
          {t('toSignIn')}
        </Link>
      </Entrance>
    )
  return (
    <Entrance title={t('recover.title')} text={t('recover.text')}>
      <form className="flex flex-col gap-4" onSubmit={(event) => void ask(event)}>
        <TextField name="email" label={t('email')} type="email" autoComplete="username" required autoFocus />
        <Trouble>{problem}</Trouble>
        <Button type="submit" look="primary" className="h-9">
          {t('recover.action')}
        </Button>
        <Link to="/" className={QUIET_LINK}>
          {t('toSignIn')}
        </Link>
      </form>
    </Entrance>
  )

  async function ask(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const email = new FormData(event.currentTarget).get('email')
    const result = await request('/api/account/recover', { email, language })
    if (result.ok) setAsked(true)
    else setProblem(words(result.error.code))
  }
}
