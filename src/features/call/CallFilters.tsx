import { ListFilter, Search, X } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useInboxes } from '#features/inbox/inbox-hooks.tsx'
import { memberType } from '#features/member/member.ts'
import { useSync } from '#sync/sync.tsx'
import { Button, IconButton } from '#ui/Button.tsx'
import { SelectField, TextField } from '#ui/Field.tsx'
import { Segmented } from '#ui/Segmented.tsx'
import { type CallFilter, daysOf } from './call-filter.ts'

type Kind = 'all' | 'missed' | 'voicemail' | 'recorded'
const KINDS: Kind[] = ['all', 'missed', 'voicemail', 'recorded']
const TYPED_MS = 250

/** CA-5: which calls are listed. */
export function CallFilters({
  filter,
  onChange,
}: {
  filter: CallFilter
  onChange(filter: CallFilter): void
}) {
  const t = useTranslations('call')
  const { store } = useSync()
  const inboxes = useInboxes()
  const members = store.all(memberType).filter(({ removedAt }) => removedAt === null)
  const [whole, showWhole] = useState(false)
  const [days, setDays] = useState({ first: '', last: '' })
  const { inboxId, memberId, direction, from, until } = filter
  const narrowed = [inboxId, memberId, direction, from ?? until].filter((one) => one !== undefined).length
  const kind = KINDS.find((one) => one !== 'all' && filter[one]) ?? 'all'
  return (
    <div className="flex flex-col gap-2 px-3 pb-3">
      <div className="flex gap-1.5">
        <SearchField onSay={(text) => onChange(without({ ...filter, text: text || undefined }))} />
        <Button
          aria-expanded={whole}
          onClick={() => showWhole(!whole)}
          className="px-2.5"
          aria-label={t('filters', { count: narrowed })}
        >
          <ListFilter aria-hidden="true" className="size-4" />
          {narrowed > 0 && <span className="tabular">{narrowed}</span>}
        </Button>
      </div>
      <Segmented<Kind>
        label={t('which')}
        value={kind}
        choices={KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
        onChange={(next) =>
          onChange(
            without({
              ...filter,
              ...{ missed: undefined, voicemail: undefined, recorded: undefined },
              ...(next === 'all' ? {} : { [next]: true }),
            }),
          )
        }
      />
      {whole && (
        <div className="grid grid-cols-2 gap-2">
          <Choice
            label={t('member')}
            value={memberId}
            onChange={(value) => onChange(without({ ...filter, memberId: value }))}
          >
            {members.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Choice>
          <Choice
            label={t('inbox')}
            value={inboxId}
            onChange={(value) => onChange(without({ ...filter, inboxId: value }))}
          >
            {inboxes.map(({ id, name, emoji }) => (
              <option key={id} value={id}>
                {emoji} {name}
              </option>
            ))}
          </Choice>
          <Choice
            label={t('direction')}
            value={direction}
            onChange={(value) =>
              onChange(
                without({ ...filter, direction: value === 'in' || value === 'out' ? value : undefined }),
              )
            }
          >
            <option value="in">{t('theyCalled')}</option>
            <option value="out">{t('weCalled')}</option>
          </Choice>
          <span />
          {(['first', 'last'] as const).map((end) => (
            <TextField
              key={end}
              type="date"
              label={t(`day.${end}`)}
              value={days[end]}
              onChange={({ target }) => {
                const next = { ...days, [end]: target.value }
                setDays(next)
                onChange(
                  without({ ...filter, from: undefined, until: undefined, ...daysOf(next.first, next.last) }),
                )
              }}
            />
          ))}
        </div>
      )}
    </div>
  )
}

function SearchField({ onSay }: { onSay(text: string): void }) {
  const t = useTranslations('call')
  const [text, setText] = useState('')
  const [told, tell] = useState('')
  useEffect(() => {
    if (text === told) return
    const saying = setTimeout(() => {
      tell(text)
      onSay(text.trim())
    }, TYPED_MS)
    return () => clearTimeout(saying)
  }, [text, told, onSay])
  return (
    <div className="relative min-w-0 flex-1">
      <Search aria-hidden="true" className="absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-faint" />
      <input
        type="search"
        aria-label={t('search')}
        placeholder={t('search')}
        value={text}
        onChange={({ target }) => setText(target.value)}
        className="h-8 w-full rounded-md border border-edge bg-surface pr-8 pl-8 text-sm text-ink phone:h-11"
      />
      {text !== '' && (
        <IconButton
          label={t('clear')}
          onClick={() => setText('')}
          className="absolute top-0.5 right-0.5 size-7 phone:size-10"
        >
          <X aria-hidden="true" className="size-3.5" />
        </IconButton>
      )}
    </div>
  )
}

function Choice(props: {
  label: string
  value: string | undefined
  onChange(value: string | undefined): void
  children: ReactNode
}) {
  const { label, value, onChange, children } = props
  const t = useTranslations('call')
  return (
    <SelectField
      label={label}
      value={value ?? ''}
      onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
    >
      <option value="">{t('any')}</option>
      {children}
    </SelectField>
  )
}

// What is not chosen is not said.
function without(filter: { [Key in keyof CallFilter]: CallFilter[Key] | undefined }): CallFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined))
}
