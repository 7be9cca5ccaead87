import { ChevronRight } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useRow, useSync } from '#sync/sync.tsx'
import { cx } from '#ui/class-names.ts'
import { callWordsQuery } from './call.api.ts'
import type { Call } from './call.ts'
import { useCaller } from './call-hooks.tsx'
import { clockOf } from './clock.tsx'
import { seeking, usePlace } from './seeking.tsx'
import { type CallWords, callWordsType } from './words.ts'

/** CA-4: what was said, and what is to be done: in a few words, and line by line beside the player. */
export function Words({ call }: { call: Call }) {
  const t = useTranslations('call')
  const { connection } = useSync()
  const held = useRow(callWordsType, call.id)
  const [whole, showWhole] = useState(false)
  const there = call.transcript === 'done' || call.summary === 'done'
  const missing = there && !held
  useEffect(() => {
    if (missing) void connection.ask(callWordsQuery, { callId: call.id })
  }, [connection, missing, call.id])
  if (call.transcript === 'waiting' || call.summary === 'waiting')
    return <p className="mt-2 text-xs text-muted">{t('transcribing')}</p>
  if (call.transcript === 'failed') return <p className="mt-2 text-xs text-muted">{t('notTranscribed')}</p>
  if (!held) return null
  const { summary, nextSteps, lines } = held
  return (
    <div className="mt-2 border-t border-line pt-2 text-sm">
      {summary && <Points title={t('summary')} points={summary} />}
      {nextSteps && nextSteps.length > 0 && <Points title={t('nextSteps')} points={nextSteps} />}
      {lines.length > 0 && (
        <button
          type="button"
          aria-expanded={whole}
          onClick={() => showWhole(!whole)}
          className="mt-1 flex items-center gap-1 rounded-sm text-xs font-medium text-accent-text hover:underline phone:min-h-11"
        >
          <ChevronRight
            aria-hidden="true"
            className={cx('size-3.5 transition-transform duration-100', whole && 'rotate-90')}
          />
          {t('transcript')}
        </button>
      )}
      {whole && <Transcript call={call} words={held} />}
    </div>
  )
}

function Points({ title, points }: { title: string; points: readonly string[] }) {
  return (
    <div className="mb-2">
      <p aria-hidden="true" className="text-xs font-medium text-muted">
        {title}
      </p>
      <ul aria-label={title} className="list-disc pl-4">
        {points.map((point) => (
          <li key={point} dir="auto">
            {point}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Transcript({ call, words }: { call: Call; words: CallWords }) {
  const t = useTranslations('call')
  const caller = useCaller(call)
  const kind = call.voicemail ? 'voicemail' : 'recording'
  const at = usePlace(call.id, kind)
  const said = at === 0 ? -1 : words.lines.findLastIndex(({ start }) => start <= at)
  return (
    <ol className="mt-1 flex max-h-72 flex-col overflow-y-auto" tabIndex={-1}>
      {words.lines.map(({ speaker, start, text }, index) => (
        <li key={`${start} ${speaker}`} aria-current={index === said || undefined}>
          <button
            type="button"
            onClick={() => seeking.seek(call.id, kind, start)}
            className={cx(
              'flex w-full gap-2 rounded-sm px-1 py-1 text-left hover:bg-hover',
              index === said && 'bg-accent-soft',
            )}
          >
            <span className="tabular w-9 shrink-0 pt-px text-xs text-faint">{clockOf(start)}</span>
            <span className="min-w-0">
              <span className="font-medium">{speaker === 'us' ? t('us') : caller.name}: </span>
              <span dir="auto">{text}</span>
            </span>
          </button>
        </li>
      ))}
    </ol>
  )
}
