import { ArrowDown, ArrowUp } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { type Inbox, inboxMemberType } from '#features/inbox/inbox.ts'
import { memberType } from '#features/member/member.ts'
import { useRow, useSync } from '#sync/sync.tsx'
import { IconButton } from '#ui/Button.tsx'
import { SelectField, SwitchField, TextAreaField } from '#ui/Field.tsx'
import { FormFoot } from '#ui/FormFoot.tsx'
import { Panel } from '#ui/Panel.tsx'
import { useRowForm } from '#ui/row-form.tsx'
import { configureCallingCommand } from './call.api.ts'
import { RECORDING_POLICIES } from './call.ts'
import { useCallProblem } from './call-hooks.tsx'
import { type Calling, callingType, GREETING_LANGUAGES, usualCalling } from './calling.ts'
import { Greeting } from './Greeting.tsx'
import { useScribe } from './scribe-hooks.tsx'

const RING_SECONDS = [10, 15, 20, 25, 30, 45, 60, 90]
const KEEP_DAYS = [30, 90, 180, 365, 730]
const LANGUAGE_NAMES = { en: 'English', es: 'Español', fr: 'Français' }

/** AD-5: how calls are answered in an inbox, what callers hear, and what is kept of them. */
export function CallSettings({ inbox }: { inbox: Inbox }) {
  const known = useRow(callingType, inbox.id)
  return (
    <>
      <Form inbox={inbox} calling={known ?? usualCalling(inbox.id)} />
      <Greeting inbox={inbox} />
    </>
  )
}

function Form({ inbox, calling }: { inbox: Inbox; calling: Calling }) {
  const t = useTranslations('call')
  const { connection } = useSync()
  const problemText = useCallProblem()
  const { scribe } = useScribe()
  const form = useRowForm(calling, {
    send: (changes) => connection.call(configureCallingCommand.name, { inboxId: inbox.id, ...changes }),
    tidy: ({ missedText, ...rest }) =>
      missedText === undefined ? rest : { ...rest, missedText: missedText?.trim() || null },
    ...{ said: t('settings.saved'), problemText },
  })
  const { shown: wanted, change: want } = form
  return (
    <Panel title={t('calls')} text={t('settings.text')}>
      <form onSubmit={form.submit} className="flex max-w-md flex-col gap-4">
        <SelectField
          label={t('settings.rings')}
          value={wanted.ringTogether ? 'together' : 'order'}
          onChange={({ target }) => want({ ringTogether: target.value === 'together' })}
        >
          <option value="together">{t('settings.together')}</option>
          <option value="order">{t('settings.order')}</option>
        </SelectField>
        {!wanted.ringTogether && (
          <Order inbox={inbox} order={wanted.ringOrder} onChange={(ringOrder) => want({ ringOrder })} />
        )}
        <SelectField
          label={wanted.ringTogether ? t('settings.seconds') : t('settings.secondsEach')}
          hint={t('settings.secondsHint')}
          value={wanted.ringSeconds}
          onChange={({ target }) => want({ ringSeconds: Number(target.value) })}
        >
          {withOwn(RING_SECONDS, wanted.ringSeconds).map((seconds) => (
            <option key={seconds} value={seconds}>
              {t('settings.inSeconds', { seconds })}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={t('settings.greeting')}
          hint={t('settings.greetingHint')}
          value={wanted.greetingLanguage}
          onChange={({ target }) =>
            want({ greetingLanguage: GREETING_LANGUAGES.find((one) => one === target.value) ?? 'en' })
          }
        >
          {GREETING_LANGUAGES.map((language) => (
            <option key={language} value={language} lang={language}>
              {LANGUAGE_NAMES[language]}
            </option>
          ))}
        </SelectField>
        <TextAreaField
          label={t('settings.missedText')}
          hint={t('settings.missedTextHint')}
          maxLength={1_600}
          value={wanted.missedText ?? ''}
          onChange={({ target }) => want({ missedText: target.value === '' ? null : target.value })}
        />
        <SelectField
          label={t('settings.recording')}
          hint={t('settings.recordingHint')}
          value={wanted.recording}
          onChange={({ target }) =>
            want({ recording: RECORDING_POLICIES.find((one) => one === target.value) ?? 'off' })
          }
        >
          {RECORDING_POLICIES.map((policy) => (
            <option key={policy} value={policy}>
              {t(`settings.policy.${policy}`)}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={t('settings.keep')}
          value={wanted.keepDays ?? ''}
          onChange={({ target }) => want({ keepDays: target.value === '' ? null : Number(target.value) })}
        >
          <option value="">{t('settings.always')}</option>
          {withOwn(KEEP_DAYS, wanted.keepDays).map((days) => (
            <option key={days} value={days}>
              {t('settings.days', { days })}
            </option>
          ))}
        </SelectField>
        <SwitchField
          label={t('settings.transcribe')}
          hint={scribe?.writes === false ? t('settings.transcribeOff') : t('settings.transcribeHint')}
          checked={wanted.transcribe}
          onChange={(transcribe) => want({ transcribe })}
        />
        <FormFoot
          form={form}
          names={{
            ...{ ringTogether: t('settings.rings'), ringOrder: t('settings.order') },
            ...{ ringSeconds: wanted.ringTogether ? t('settings.seconds') : t('settings.secondsEach') },
            ...{ greetingLanguage: t('settings.greeting'), missedText: t('settings.missedText') },
            ...{ recording: t('settings.recording'), keepDays: t('settings.keep') },
            transcribe: t('settings.transcribe'),
          }}
        />
      </form>
    </Panel>
  )
}

// Who is rung first, and then.
function Order(props: { inbox: Inbox; order: readonly string[]; onChange(order: string[]): void }) {
  const { inbox, order, onChange } = props
  const t = useTranslations('call')
  const { store } = useSync()
  const there = store
    .all(inboxMemberType)
    .flatMap(({ inboxId, memberId }) => (inboxId === inbox.id ? [memberId] : []))
  const all = [...order.filter((id) => there.includes(id)), ...there.filter((id) => !order.includes(id))]
  const names = new Map(store.all(memberType).map(({ id, name }) => [id, name]))
  return (
    <ol aria-label={t('settings.order')} className="rounded-md border border-line">
      {all.map((id, at) => {
        const name = names.get(id) ?? ''
        return (
          <li key={id} className="flex items-center gap-1 border-b border-line py-1 pr-1 pl-3 last:border-0">
            <span className="tabular w-5 text-xs text-faint">{at + 1}</span>
            <span className="min-w-0 flex-1 truncate">{name}</span>
            <IconButton
              label={t('settings.earlier', { name })}
              disabled={at === 0}
              onClick={() => swap(at, at - 1)}
            >
              <ArrowUp aria-hidden="true" className="size-4" />
            </IconButton>
            <IconButton
              label={t('settings.later', { name })}
              disabled={at === all.length - 1}
              onClick={() => swap(at, at + 1)}
            >
              <ArrowDown aria-hidden="true" className="size-4" />
            </IconButton>
          </li>
        )
      })}
    </ol>
  )

  function swap(one: number, other: number): void {
    onChange(all.map((id, at) => (at === one ? all[other] : at === other ? all[one] : id) ?? id))
  }
}

// What somebody set by another way is shown too.
function withOwn(usual: number[], own: number | null): number[] {
  return own === null || usual.includes(own) ? usual : [...usual, own].sort((a, b) => a - b)
}
