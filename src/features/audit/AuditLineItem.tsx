import { useTranslations } from 'use-intl'
import { Time, useToday, useWhen } from '#ui/When.tsx'
import type { AuditLine } from './audit.ts'

/** One line of the log in words, and below it what exactly was said of it. */
export function AuditLineItem({ line }: { line: AuditLine }) {
  const t = useTranslations('audit')
  const when = useWhen()
  const today = useToday()
  const details = Object.entries(line.detail)
  return (
    <li className="flex gap-4 border-b border-line py-2.5">
      <div className="min-w-0 flex-1">
        <p>
          <span className="font-medium">{line.actorName ?? t(`actor.${line.actor}`)}</span>
          {line.actor === 'api' && <span className="text-muted"> {t('byKey')}</span>} <Deed line={line} />
        </p>
        {details.length > 0 && (
          <p className="mt-0.5 text-xs break-words text-muted">
            {details.map(([name, value]) => `${name}: ${textOf(value)}`).join(' · ')}
          </p>
        )}
      </div>
      <p className="tabular shrink-0 text-right text-xs text-muted">
        <span className="block">{when.day(line.at, today)}</span>
        <Time at={line.at} />
      </p>
    </li>
  )
}

function Deed({ line: { action, subjectName, detail } }: { line: AuditLine }) {
  const t = useTranslations('audit')
  const subject = subjectName ?? (typeof detail.name === 'string' ? detail.name : '')
  const key = `action.${action}`
  // What another part of the product has written down may have no words here yet: its name says it too.
  return t.has(key as never) ? (
    t(`action.${action}` as 'action.inbox.created', { subject })
  ) : (
    <>
      <code className="text-xs">{action}</code> {subject}
    </>
  )
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
