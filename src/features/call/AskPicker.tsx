import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { Inbox as InboxIcon, Phone } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useInboxes } from '#features/inbox/inbox-hooks.tsx'
import { MemberFace } from '#features/member/MemberFace.tsx'
import { memberType } from '#features/member/member.ts'
import { fit, folded } from '#kit/fuzzy.ts'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { TextField } from '#ui/Field.tsx'
import type { Call } from './call.ts'
import { shownNumber, type Whom } from './call-hooks.tsx'

type As = 'transfer' | 'consult' | 'add'

type Candidate = {
  id: string
  name: string
  hint: string
  icon: ReactNode
  whom: Whom
  /** Can be asked now. */
  free: boolean
}

/** Whom one could give the call to, or ask to come: members, everybody of an inbox, or any number. */
export function AskPicker({
  call,
  as,
  onAsk,
}: {
  call: Call
  as: 'transfer' | 'add'
  onAsk(as: As, whom: Whom): void
}) {
  const t = useTranslations('call')
  const [said, say] = useState('')
  const found = useCandidates(call, said)
  return (
    <div className="mt-3 flex flex-col gap-2">
      <TextField
        label={t(`whom.${as}`)}
        placeholder={t('whomHint')}
        value={said}
        autoComplete="off"
        onChange={({ target }) => say(target.value)}
      />
      {found.length === 0 && <p className="py-2 text-sm text-muted">{t('nobodyFound')}</p>}
      <ul className="flex flex-col">
        {found.map(({ id, name, hint, icon, whom, free }) => (
          <li key={id} className="flex items-center gap-2.5 border-b border-line py-1.5 last:border-0">
            {icon}
            <div className="min-w-0 flex-1">
              <p className="truncate text-sm font-medium">{name}</p>
              <p className="text-xs text-muted">{hint}</p>
            </div>
            {as === 'add' ? (
              <Button disabled={!free} aria-label={t('addName', { name })} onClick={() => onAsk('add', whom)}>
                {t('add')}
              </Button>
            ) : (
              <>
                <Button
                  look="ghost"
                  disabled={!free}
                  aria-label={t('askFirstName', { name })}
                  className="px-2"
                  onClick={() => onAsk('consult', whom)}
                >
                  {t('askFirst')}
                </Button>
                <Button
                  disabled={!free}
                  aria-label={t('transferName', { name })}
                  className="px-2"
                  onClick={() => onAsk('transfer', whom)}
                >
                  {t('transfer')}
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

function useCandidates(call: Call, said: string): Candidate[] {
  const t = useTranslations('call')
  const { store, connection } = useSync()
  const inboxes = useInboxes()
  const me = connection.me()?.memberId
  const there = new Set(
    call.legs.flatMap(({ memberId, state }) => (state === 'left' ? [] : (memberId ?? []))),
  )
  const members = store
    .all(memberType)
    .filter(({ id, removedAt }) => id !== me && removedAt === null && !there.has(id))
    .sort((a, b) => Number(b.available) - Number(a.available) || a.name.localeCompare(b.name))
    .map(({ id, name, available }) => ({
      id,
      name,
      hint: available ? t('available') : t('notAvailable'),
      icon: <MemberFace memberId={id} className="size-7" />,
      whom: { memberId: id },
      free: available,
    }))
  const places = inboxes.map(({ id, name, emoji }) => ({
    id,
    name: `${emoji} ${name}`,
    hint: t('everybodyIn'),
    icon: <InboxIcon aria-hidden="true" className="mx-1.5 size-4 text-muted" />,
    whom: { inboxId: id },
    free: true,
  }))
  const wanted = folded(said)
  const fitting = [...members, ...places].filter(({ name }) => wanted === '' || fit(wanted, folded(name)) > 0)
  const number = parsePhoneNumberFromString(said, 'US')
  if (!number?.isPossible()) return fitting
  const typed = {
    id: number.number,
    name: shownNumber(number.number),
    hint: t('aNumber'),
    icon: <Phone aria-hidden="true" className="mx-1.5 size-4 text-muted" />,
    whom: { number: number.number },
    free: true,
  }
  return [typed, ...fitting]
}
