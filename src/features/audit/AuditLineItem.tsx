import { useTranslations } from 'use-intl'
import { memberType } from '#features/member/member.ts'
import { useSync } from '#sync/sync.tsx'
import { Time, useToday, useWhen } from '#ui/When.tsx'
import type { AuditLine } from './audit.ts'
import { useDetailWords } from './detail-words.tsx'

/** One line of the log in words, and below it what exactly was said of it. */
export function AuditLineItem({ line }: { line: AuditLine }) {
  const t = useTranslations('audit')
  const when = useWhen()
  const today = useToday()
  const details = useDetailWords()(line)
  return (
    <li className="flex gap-4 border-b border-line py-2.5">
      <div className="min-w-0 flex-1">
        <p>
          <span className="font-medium">{line.actorName ?? t(`actor.${doer(line)}`)}</span>
          {line.actor === 'api' && <span className="text-muted"> {t('byKey')}</span>} <Deed line={line} />
        </p>
        {details.length > 0 && <p className="mt-0.5 text-xs break-words text-muted">{details.join(' · ')}</p>}
      </div>
      <p className="tabular shrink-0 text-right text-xs text-muted">
        <span className="block">{when.day(line.at, today)}</span>
        <Time at={line.at} />
      </p>
    </li>
  )
}

function Deed({ line: { action, actorId, subjectId, subjectName, detail } }: { line: AuditLine }) {
  const t = useTranslations('audit')
  const { store } = useSync()
  const { memberId, name } = detail
  const blanks = {
    subject: subjectName ?? (typeof name === 'string' ? name : ''),
    who: (typeof memberId === 'string' && store.get(memberType, memberId)?.name) || t('somebody'),
    own: String(actorId === subjectId),
  }
  const key = `action.${action}`
  // What another part of the product has written down may have no words here yet: its name says it too.
  return t.has(key as never) ? (
    t(`action.${action}` as 'action.sign-in.sessions-ended', blanks)
  ) : (
    <>
      <code className="text-xs">{action}</code> {blanks.subject}
    </>
  )
}

// Who did not come in is nobody that is known.
function doer({ actor, action }: AuditLine): AuditLine['actor'] {
  return actor === 'system' && /^sign-in\.(failed|turned-away)$/.test(action) ? 'member' : actor
}
