import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { isEmoji } from '#features/comment/note.ts'
import { inboxMemberId, inboxType } from '#features/inbox/inbox.ts'
import { useInboxes } from '#features/inbox/inbox-hooks.tsx'
import { setInQueueCommand } from '#features/inbox/queue.api.ts'
import { queuePlaceType } from '#features/inbox/queue.ts'
import { useMemberStatus } from '#features/member/MemberStatus.tsx'
import { setAvailableCommand } from '#features/member/member.api.ts'
import { useMe } from '#features/member/member-hooks.tsx'
import { LONGEST_STATUS, setStatusCommand } from '#features/member/member-status.api.ts'
import { instant } from '#kit/time.ts'
import { useRow, useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { cx } from '#ui/class-names.ts'
import { Dialog } from '#ui/Dialog.tsx'
import { SelectField, TextField } from '#ui/Field.tsx'
import { useWhen } from '#ui/When.tsx'

const EMOJI = ['🍜', '☕', '🚗', '🏠', '🤒', '🌴', '📞', '🎧', '🚫']
const HOLDS = ['kept', 'half', 'hour', 'four', 'today', 'always'] as const

type Hold = (typeof HOLDS)[number]

/** MO-2, AS-6: what one says of oneself, and what one can be given. */
export function StatusDialog({ onClose }: { onClose(): void }) {
  const t = useTranslations('team')
  return (
    <Dialog title={t('status.title')} onClose={onClose}>
      <div className="flex flex-col gap-5">
        <Saying onDone={onClose} />
        <Taking />
      </div>
    </Dialog>
  )
}

function Saying({ onDone }: { onDone(): void }) {
  const t = useTranslations('team')
  const when = useWhen()
  const { connection } = useSync()
  const status = useMemberStatus(useMe()?.id)
  const [emoji, setEmoji] = useState(status?.emoji ?? '')
  const [text, setText] = useState(status?.text ?? '')
  const [hold, setHold] = useState<Hold>(status?.until ? 'kept' : status ? 'always' : 'hour')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        say({ emoji, text, until: hold === 'kept' ? (status?.until ?? null) : untilOf(hold, new Date()) })
      }}
      className="flex flex-col gap-3"
    >
      <fieldset aria-label={t('status.emoji')} className="flex flex-wrap gap-1">
        {EMOJI.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === emoji}
            onClick={() => setEmoji(one === emoji ? '' : one)}
            className={cx(
              'grid size-9 place-items-center rounded-md border text-lg phone:size-11',
              one === emoji ? 'border-accent bg-accent-soft' : 'border-line hover:bg-hover',
            )}
          >
            {one}
          </button>
        ))}
      </fieldset>
      <TextField
        label={t('status.text')}
        placeholder={t('status.placeholder')}
        value={text}
        maxLength={LONGEST_STATUS}
        onChange={({ target }) => {
          // Typed before the words, an emoji is the status's own.
          const [first = '', ...rest] = target.value.split(' ')
          if (rest.length > 0 && isEmoji(first)) {
            setEmoji(first)
            setText(rest.join(' '))
          } else setText(target.value)
        }}
      />
      <SelectField
        label={t('status.hold')}
        value={hold}
        onChange={({ target }) => setHold(HOLDS.find((one) => one === target.value) ?? 'hour')}
      >
        {HOLDS.filter((one) => one !== 'kept' || status?.until).map((one) => (
          <option key={one} value={one}>
            {one === 'kept'
              ? t('status.until', { until: when.moment(status?.until ?? '') })
              : t(`status.${one}`)}
          </option>
        ))}
      </SelectField>
      <div className="flex justify-end gap-2">
        {status && (
          <Button onClick={() => say({ emoji: '', text: '', until: null })}>{t('status.clear')}</Button>
        )}
        <Button type="submit" look="primary" disabled={emoji === '' && text.trim() === ''}>
          {t('save')}
        </Button>
      </div>
    </form>
  )

  function say(input: { emoji: string; text: string; until: string | null }): void {
    void connection.run(setStatusCommand, input)
    onDone()
  }
}

const MINUTE_MS = 60_000

function untilOf(hold: Hold, now: Date): string | null {
  const later = (minutes: number) => instant(now.getTime() + minutes * MINUTE_MS)
  switch (hold) {
    case 'half':
      return later(30)
    case 'hour':
      return later(60)
    case 'four':
      return later(240)
    case 'today':
      return instant(new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime())
    case 'kept':
    case 'always':
      return null
  }
}

/** AS-3, AS-4, AS-6: whether one can be given more, at all and in each inbox. */
function Taking() {
  const t = useTranslations('team')
  const { connection } = useSync()
  const me = useMe()
  const inboxes = useInboxes().filter(({ ownerId }) => ownerId === null)
  return (
    <fieldset className="flex flex-col gap-1 border-t border-line pt-4">
      <legend className="float-left mb-1 w-full text-sm font-medium">{t('status.taking')}</legend>
      <Check
        checked={me?.available ?? true}
        onChange={(available) => void connection.run(setAvailableCommand, { available })}
      >
        {t('status.available')}
      </Check>
      {inboxes.map(({ id }) => (
        <QueueCheck key={id} inboxId={id} off={me?.available === false} />
      ))}
    </fieldset>
  )
}

function QueueCheck({ inboxId, off }: { inboxId: string; off: boolean }) {
  const t = useTranslations('team')
  const { connection } = useSync()
  const me = useMe()
  const inbox = useRow(inboxType, inboxId)
  const place = useRow(queuePlaceType, inboxMemberId(inboxId, me?.id ?? inboxId))
  return (
    <Check
      checked={place?.inQueue ?? true}
      disabled={off}
      onChange={(inQueue) => void connection.run(setInQueueCommand, { inboxId, inQueue })}
    >
      {inbox?.emoji} {t('status.queue', { name: inbox?.name ?? '' })}
    </Check>
  )
}

function Check(props: {
  checked: boolean
  disabled?: boolean
  onChange(checked: boolean): void
  children: ReactNode
}) {
  const { checked, disabled = false, onChange, children } = props
  return (
    <label className={cx('flex min-h-8 items-center gap-2.5 phone:min-h-11', disabled && 'text-muted')}>
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={({ target }) => onChange(target.checked)}
        className="size-4 accent-accent"
      />
      <span>{children}</span>
    </label>
  )
}
