import { MessageSquareOff } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Conversation } from '#features/conversation/conversation.ts'
import { Button } from '#ui/Button.tsx'
import { cx } from '#ui/class-names.ts'
import { COARSE } from '#ui/media.tsx'
import { useShortcuts } from '#ui/Shortcuts.tsx'
import { useConsent } from './consent-hooks.tsx'
import { OptInDialog } from './OptInDialog.tsx'

type Props = {
  conversation: Conversation
  /** It was done by something that is gone with it. */
  onDone(): void
}

/** MO-7, CT-6: what can be done about an open conversation's texts, and the question when one reads like an opt-out. */
export function Consent({ conversation, onDone }: Props) {
  const t = useTranslations('consent')
  const section = useTranslations('conversation')('section')
  const [agreeing, setAgreeing] = useState(false)
  const { optedOut, optOut, asked } = useConsent(conversation)
  const onAct = useAfter(`${asked} ${optedOut?.at}`, onDone)
  useShortcuts([
    {
      ...{ id: 'conversation.opt-out', keys: [], label: t('optOut'), section },
      offered: optedOut === null,
      run: optOut,
    },
    {
      ...{ id: 'conversation.opt-in', keys: [], label: t('optIn'), section },
      offered: optedOut !== null,
      run: () => setAgreeing(true),
    },
  ])
  return (
    <>
      <Question conversation={conversation} asked={asked} onAct={onAct} />
      {agreeing && (
        <OptInDialog conversation={conversation} onAct={onAct} onClose={() => setAgreeing(false)} />
      )}
    </>
  )
}

// What an act takes away is gone, and what comes in its place is here, once the state of things has changed.
function useAfter(state: string, then: () => void): () => void {
  const waits = useRef(false)
  const latest = useRef(then)
  useEffect(() => {
    latest.current = then
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is this that is waited for
  useEffect(() => {
    // A keyboard on the glass comes only when it is asked for.
    if (waits.current && !COARSE) latest.current()
    waits.current = false
  }, [state])
  return () => {
    waits.current = true
  }
}

type QuestionProps = { conversation: Conversation; asked: boolean; onAct(): void }

// It is there before it asks: what comes with its words already in it is not read out.
function Question({ conversation, asked, onAct }: QuestionProps) {
  const t = useTranslations('consent')
  const { who, optOut, dismiss } = useConsent(conversation)
  return (
    <section
      aria-label={asked ? t('asked.name') : undefined}
      className={cx(
        asked &&
          'mx-4 mb-2 flex shrink-0 flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border border-warn/50 bg-warn-soft px-3 py-2 phone:mx-2',
      )}
    >
      {asked && <MessageSquareOff aria-hidden="true" className="size-4 shrink-0 text-warn" />}
      <p aria-live="polite" className="min-w-48 flex-1 font-medium">
        {asked && t('asked.text', { who })}
      </p>
      {asked && (
        <div className="flex gap-2 phone:basis-full">
          <Button onClick={by(optOut)} className="phone:flex-1">
            {t('asked.confirm')}
          </Button>
          <Button look="ghost" onClick={by(dismiss)} className="phone:flex-1">
            {t('asked.dismiss')}
          </Button>
        </div>
      )}
    </section>
  )

  function by(act: () => void): () => void {
    return () => {
      onAct()
      act()
    }
  }
}
