import { BellOff, MessageSquareText, Phone, PhoneOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { openThread } from '#features/conversation/thread-window.tsx'
import { type Message, messageType } from '#features/message/message.ts'
import { useConnectionState, useSync, useThread } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { Initials } from '#ui/Initials.tsx'
import { useShortcuts } from '#ui/Shortcuts.tsx'
import type { Call } from './call.ts'
import {
  useCallActs,
  useCaller,
  useCallInbox,
  useLegName,
  useMyLeg,
  useOpenCall,
  useSoftphone,
} from './call-hooks.tsx'

const LINES = 2

/** CA-2: somebody calls. Who it is, which inbox they called, and what was said last. */
export function IncomingCard({ call, waiting, hushed }: { call: Call; waiting: boolean; hushed: boolean }) {
  const t = useTranslations('call')
  const caller = useCaller(call)
  const inbox = useCallInbox(call)
  const leg = useMyLeg(call)
  const asker = useLegName(
    call,
    call.legs.find(({ id }) => id === leg?.ring.byLegId),
  )
  const acts = useCallActs(call)
  const open = useOpenCall()
  const answering = useSoftphone().talks.has(call.id)
  const as = leg?.ring.as ?? 'call'
  const calls = waiting ? t('waiting') : t('incoming')
  const answers = waiting ? t('holdAndAnswer') : t('answer')
  const [problem, setProblem] = useState<string>()
  const answer = async () => setProblem(await acts.answer())
  useShortcuts([
    {
      id: 'call.answer',
      keys: ['shift+a'],
      label: t('answer'),
      section: t('calls'),
      run: () => void answer(),
    },
    { id: 'call.decline', keys: ['shift+d'], label: t('decline'), section: t('calls'), run: acts.decline },
  ])
  return (
    <section
      aria-label={t('incoming')}
      className="appear pointer-events-auto overflow-hidden rounded-xl bg-raised shadow-modal"
    >
      <div className="flex items-start gap-3 px-4 pt-4">
        <Initials name={caller.name} className="size-10 text-sm" />
        <div className="min-w-0 flex-1">
          <p role="alert" className="text-xs font-medium text-accent-text">
            <span className="unseen">{caller.name}: </span>
            {as === 'call' ? calls : t(`asked.${as}`, { who: asker })}
          </p>
          <p className="truncate text-base font-strong">{caller.name}</p>
          <p className="tabular truncate text-xs text-muted">
            {[caller.company, caller.number, inbox].filter(Boolean).join(' · ')}
          </p>
        </div>
      </div>
      <LastLines call={call} />
      {hushed && (
        <p className="mx-4 mt-2.5 flex items-center gap-1.5 text-xs text-muted">
          <BellOff aria-hidden="true" className="size-3.5" />
          {t('hushed')}
        </p>
      )}
      {problem && (
        <p role="alert" className="mx-4 mt-2.5 text-xs text-danger">
          {problem}
        </p>
      )}
      <div className="flex gap-2 p-3">
        <Button
          look="primary"
          shortcut="call.answer"
          onClick={() => void answer()}
          disabled={answering}
          className="flex-1 bg-done! hover:brightness-110"
        >
          <Phone aria-hidden="true" className="size-4" />
          {answering ? t('answering') : answers}
        </Button>
        <Button look="danger" shortcut="call.decline" onClick={acts.decline} className="flex-1">
          <PhoneOff aria-hidden="true" className="size-4" />
          {t('decline')}
        </Button>
        {as === 'call' && (
          <Button
            look="ghost"
            data-tip={t('textInstead')}
            aria-label={t('textInstead')}
            onClick={() => {
              acts.decline()
              open(call)
            }}
            className="px-2"
          >
            <MessageSquareText aria-hidden="true" className="size-4" />
          </Button>
        )}
      </div>
    </section>
  )
}

// What one should know before saying hello.
function LastLines({ call: { conversationId } }: { call: Call }) {
  const t = useTranslations('call')
  const sync = useSync()
  const live = useConnectionState() === 'live'
  useEffect(() => {
    if (live) openThread(sync, conversationId)
  }, [sync, conversationId, live])
  const said = useThread(conversationId)
    // Items of this type are messages.
    .flatMap(({ type, row }) => (type === messageType.name ? [row as Message] : []))
    .filter(({ text }) => text !== '')
    .slice(-LINES)
  if (said.length === 0) return null
  return (
    <ul
      aria-label={t('lastLines')}
      className="mx-4 mt-3 flex flex-col gap-1 border-t border-line pt-2.5 text-sm"
    >
      {said.map(({ id, text, direction }) => (
        <li key={id} dir="auto" className="line-clamp-2 break-words text-muted">
          <span className="font-medium text-ink">{direction === 'in' ? t('they') : t('we')}</span> {text}
        </li>
      ))}
    </ul>
  )
}
