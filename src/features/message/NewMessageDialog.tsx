import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { conversationType } from '#features/conversation/conversation.ts'
import { pathOf } from '#features/conversation/paths.ts'
import { LineField, useLineChoice } from '#features/inbox/LineField.tsx'
import { lineType } from '#features/line/line.ts'
import { uuidv7 } from '#kit/id.ts'
import { useConnectionState, useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { TextAreaField, TextField } from '#ui/Field.tsx'
import { navigate } from '#ui/navigation.tsx'
import { useProblemText } from '#ui/problem-text.tsx'
import { toasts } from '#ui/toasts.ts'
import { LengthHint } from './LengthHint.tsx'
import { LONGEST_TEXT } from './message.ts'
import { type LookUp, Recipients } from './Recipients.tsx'
import { formatted, numberIn, wholeNumber } from './typed-number.ts'

type Props = {
  inboxId: string | undefined
  /** What is known of it already. */
  begun?: { lineId: string; to: string; text: string }
  lookUp?: LookUp
  onSent?(): void
  onClose(): void
}

/** A first text to a number: the conversation begins with it, or goes on where it was. */
export function NewMessageDialog({ inboxId, begun, lookUp, onSent, onClose }: Props) {
  const t = useTranslations('message')
  const choice = useLineChoice((lines) => begun?.lineId ?? lines.find((line) => line.inboxId === inboxId)?.id)
  const { lineId } = choice
  const [to, setTo] = useState(formatted(begun?.to ?? '', ''))
  const [chosen, setChosen] = useState(to)
  const [text, setText] = useState(begun?.text ?? '')
  const [shown, setShown] = useState(false)
  const { busy, problem, start } = useStart(() => {
    onSent?.()
    onClose()
  })
  const offline = useConnectionState() !== 'live'
  const number = wholeNumber(to)
  const valid = {
    to: number !== undefined,
    text: text.trim() !== '' && text.length <= LONGEST_TEXT,
  }

  return (
    <Dialog title={t('newMessage')} onClose={onClose}>
      <form className="flex flex-col gap-4" noValidate onSubmit={submit}>
        <LineField label={t('from')} choice={choice} />
        <TextField
          label={t('to')}
          autoComplete="off"
          autoFocus
          value={to}
          placeholder="+1 415 555 0132"
          onChange={(event) => setTo(formatted(event.target.value, to))}
          onPaste={(event) => {
            const found = numberIn(event.clipboardData.getData('text'))
            if (found === undefined) return
            event.preventDefault()
            setTo(found)
          }}
          problem={shown && !valid.to ? t('notANumber') : undefined}
        />
        {to !== chosen && <Recipients typed={to} number={number} lookUp={lookUp} onChoose={choose} />}
        <TextAreaField
          label={t('message')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          hint={<LengthHint text={text} otherwise="" />}
          problem={shown && text.trim() === '' ? t('writeSomething') : undefined}
        />
        {problem && (
          <p role="alert" className="text-sm text-danger">
            {problem}
          </p>
        )}
        <div className="flex items-center justify-end gap-2">
          <p className="flex-1 text-xs text-muted">{offline && t('waitsForConnection')}</p>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="primary" disabled={busy}>
            {t('send')}
          </Button>
        </div>
      </form>
    </Dialog>
  )

  function choose(display: string): void {
    setTo(display)
    setChosen(display)
  }

  function submit(event: FormEvent): void {
    event.preventDefault()
    setShown(true)
    if (lineId !== undefined && valid.to && valid.text) void start({ lineId, to, text })
  }
}

function useStart(onSent: () => void) {
  const { connection, store } = useSync()
  const t = useTranslations('message')
  const problemText = useProblemText()
  const [state, setState] = useState<{ busy: boolean; problem?: string }>({ busy: false })
  return { problem: undefined, ...state, start }

  async function start(input: { lineId: string; to: string; text: string }): Promise<void> {
    setState({ busy: true })
    const starting = connection.call('conversation.start', { messageId: uuidv7(), ...input })
    if (connection.state() !== 'live') {
      // It is kept, and goes out even if this page is closed.
      toasts.say(t('saidLater'))
      return onSent()
    }
    const result = await starting
    if (!result.ok) return setState({ busy: false, problem: problemText(result.error) })
    onSent()
    // The command's answer, as the server's side of it says.
    const { conversationId } = result.value as { conversationId: string }
    // It may have been moved from where the line's conversations begin; this browser need not know of it yet.
    const known = store.get(conversationType, conversationId) ?? store.get(lineType, input.lineId)
    if (known) navigate(pathOf({ filter: { inboxId: known.inboxId, shelf: 'open' }, conversationId }))
  }
}
