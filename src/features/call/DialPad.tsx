import { Delete, Phone, Settings2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { LineField, useLineChoice } from '#features/inbox/LineField.tsx'
import { type LookUp, Recipients, recipients } from '#features/message/Recipients.tsx'
import { formatted, numberIn, wholeNumber } from '#features/message/typed-number.ts'
import { useSync } from '#sync/sync.tsx'
import { Button, IconButton } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { TextField } from '#ui/Field.tsx'
import { navigate } from '#ui/navigation.tsx'
import { shownNumber, useCallProblem, useSoftphone } from './call-hooks.tsx'
import type { Dialled } from './dialler.tsx'
import { Keypad } from './Keypad.tsx'

/** CA-6: a name, a number as anybody writes it, or a text that holds one; and from which of our lines. */
export function DialPad({
  dialled,
  lookUp,
  onPlaced,
  onClose,
}: {
  dialled: Dialled
  lookUp: LookUp
  onPlaced(callId: string): void
  onClose(): void
}) {
  const t = useTranslations('call')
  const { store } = useSync()
  const { softphone } = useSoftphone()
  const problemText = useCallProblem()
  const choice = useLineChoice(() => dialled.lineId)
  const { lineId } = choice
  const given = shownNumber(dialled.to)
  const [to, setTo] = useState(given)
  const [chosen, setChosen] = useState(given)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const number = wholeNumber(to)
  return (
    <Dialog title={t('dial')} onClose={onClose}>
      <form className="flex flex-col gap-4" noValidate onSubmit={(event) => void submit(event)}>
        <LineField label={t('from')} choice={choice} />
        <div className="flex items-end gap-2">
          <div className="min-w-0 flex-1">
            <TextField
              label={t('to')}
              autoFocus
              // Whoever goes on typing means somebody else.
              onFocus={({ target }) => target.select()}
              autoComplete="off"
              placeholder={t('toHint')}
              value={to}
              problem={problem}
              onChange={({ target }) => type(target.value)}
              onPaste={(event) => {
                const found = numberIn(event.clipboardData.getData('text'))
                if (found === undefined) return
                event.preventDefault()
                type(found)
              }}
            />
          </div>
          {to !== '' && problem === undefined && (
            <IconButton label={t('erase')} onClick={() => type(to.slice(0, -1))} className="mb-0.5">
              <Delete aria-hidden="true" className="size-4" />
            </IconButton>
          )}
        </div>
        {to !== chosen && <Recipients typed={to} number={number} lookUp={lookUp} onChoose={choose} />}
        <Keypad echo={false} onPress={(digit) => type(formatted(to + digit, to))} />
        <Button type="submit" look="primary" disabled={busy} className="h-10 bg-done! hover:brightness-110">
          <Phone aria-hidden="true" className="size-4" />
          {busy ? t('calling') : t('call')}
        </Button>
        <Button
          look="ghost"
          className="self-center"
          onClick={() => {
            onClose()
            navigate('/settings/calls')
          }}
        >
          <Settings2 aria-hidden="true" className="size-4" />
          {t('devices.choose')}
        </Button>
      </form>
    </Dialog>
  )

  function type(next: string): void {
    setProblem(undefined)
    setTo(formatted(next, to))
  }

  function choose(display: string): void {
    setProblem(undefined)
    setTo(display)
    setChosen(display)
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (busy) return
    if (number === undefined) {
      // Whoever types a name sees first whom it means.
      if (recipients(store, to, number).length === 0) await lookUp(to)
      const [meant] = recipients(store, to, number)
      return meant ? choose(meant.display) : setProblem(t('notANumber'))
    }
    if (lineId === undefined) return
    setBusy(true)
    const placed = await softphone.place(lineId, number)
    setBusy(false)
    if (!placed.ok) return setProblem(problemText(placed.error))
    onPlaced(placed.value.callId)
    onClose()
  }
}
