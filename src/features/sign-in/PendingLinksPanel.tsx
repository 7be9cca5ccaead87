import { useTranslations } from 'use-intl'
import { memberType } from '#features/member/member.ts'
import { useRow } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { Panel } from '#ui/Panel.tsx'
import { request } from '#ui/request.ts'
import { toasts } from '#ui/toasts.ts'
import { useNow } from '#ui/When.tsx'
import { usePendingLinks } from './pending-hooks.tsx'
import type { PendingLink } from './sign-in.ts'
import { useSignInWords } from './sign-in-words.tsx'

/** Links that members asked for and no letter could carry, for an owner or admin to pass on. */
export function PendingLinksPanel() {
  const t = useTranslations('sign-in')
  const now = useNow()
  const links = usePendingLinks().filter(({ expiresAt }) => expiresAt > now)
  if (links.length === 0) return null
  return (
    <Panel title={t('pending.title')} text={t('pending.text')}>
      <ul className="border-t border-line">
        {links.map((link) => (
          <Waiting key={link.id} link={link} />
        ))}
      </ul>
    </Panel>
  )
}

function Waiting({ link: { id, memberId, kind } }: { link: PendingLink }) {
  const t = useTranslations('sign-in')
  const words = useSignInWords()
  const name = useRow(memberType, memberId)?.name ?? ''
  return (
    <li className="flex items-center gap-4 border-b border-line py-2.5">
      <p className="min-w-0 flex-1">{t(`pending.${kind}`, { name })}</p>
      <Button aria-label={t('pending.copyNamed', { name })} onClick={() => void copy()}>
        {t('copy')}
      </Button>
    </li>
  )

  async function copy(): Promise<void> {
    const result = await request(`/api/links/${id}`)
    if (!result.ok) return toasts.problem(words(result.error.code))
    // What our own server says of itself.
    await navigator.clipboard.writeText((result.value as { url: string }).url)
    toasts.say(t('copied'))
  }
}
