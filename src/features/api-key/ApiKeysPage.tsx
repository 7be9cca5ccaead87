import { Terminal } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { memberType } from '#features/member/member.ts'
import { useRow } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { MadeList } from '#ui/MadeList.tsx'
import { useNow, useToday, useWhen } from '#ui/When.tsx'
import { type ApiKey, apiKeyType, expired } from './api-key.ts'
import { scopesOf, useApiKeys, useInboxNames } from './api-key-hooks.tsx'
import { NewKeyDialog } from './NewKeyDialog.tsx'
import { RevokeKeyDialog } from './RevokeKeyDialog.tsx'

type Opened = { dialog: 'new' } | { dialog: 'revoke'; key: ApiKey }

/** The keys with which programs come in, for owners and admins. */
export function ApiKeysPage() {
  const t = useTranslations('api-key')
  const keys = useApiKeys()
  const [opened, open] = useState<Opened>()
  const close = () => open(undefined)
  return (
    <>
      <MadeList
        about={t('about')}
        make={t('new')}
        onMake={() => open({ dialog: 'new' })}
        none={{ icon: <Terminal />, title: t('none'), text: t('noneText') }}
        label={t('list')}
      >
        {keys.map(({ id }) => (
          <KeyRow key={id} id={id} onRevoke={(key) => open({ dialog: 'revoke', key })} />
        ))}
      </MadeList>
      {opened?.dialog === 'new' && <NewKeyDialog onClose={close} />}
      {opened?.dialog === 'revoke' && <RevokeKeyDialog apiKey={opened.key} onClose={close} />}
    </>
  )
}

function KeyRow({ id, onRevoke }: { id: string; onRevoke(key: ApiKey): void }) {
  const t = useTranslations('api-key')
  const now = useNow()
  const apiKey = useRow(apiKeyType, id)
  if (!apiKey) return null
  const over = expired(apiKey, now)
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 border-b border-line py-3">
      <div className="min-w-56 flex-1">
        <p className="flex items-center gap-2 font-medium">
          <span className="truncate">{apiKey.name}</span>
          {over && (
            <span className="rounded-full bg-danger-soft px-2 py-0.5 text-xs text-danger">
              {t('expired')}
            </span>
          )}
        </p>
        <Limits apiKey={apiKey} />
        <History apiKey={apiKey} />
      </div>
      <Button
        look="danger"
        aria-label={t('revokeName', { name: apiKey.name })}
        onClick={() => onRevoke(apiKey)}
      >
        {t('revoke')}
      </Button>
    </li>
  )
}

function Limits({ apiKey }: { apiKey: ApiKey }) {
  const t = useTranslations('api-key')
  const inboxes = useInboxNames(apiKey.inboxIds)
  const what = apiKey.scopes === null ? t('everything') : scopesOf(apiKey).map((scope) => t(`scope.${scope}`))
  const where =
    apiKey.inboxIds && (inboxes.length > 0 ? t('in', { inboxes: inboxes.join(', ') }) : t('inOthers'))
  return <p className="text-sm text-muted">{[[what].flat().join(', '), where].filter(Boolean).join(' · ')}</p>
}

function History({ apiKey: { createdBy, createdAt, lastUsedAt, expiresAt } }: { apiKey: ApiKey }) {
  const t = useTranslations('api-key')
  const when = useWhen()
  const today = useToday()
  const maker = useRow(memberType, createdBy)?.name ?? ''
  return (
    <p className="tabular mt-0.5 text-xs text-muted">
      {[
        t('madeBy', { name: maker, when: when.moment(createdAt) }),
        lastUsedAt ? t('used', { when: when.moment(lastUsedAt) }) : t('unused'),
        expiresAt && t('until', { day: when.day(expiresAt, today) }),
      ]
        .filter(Boolean)
        .join(' · ')}
    </p>
  )
}
