import { useTranslations } from 'use-intl'
import { may } from '#features/member/may.ts'
import { useMe } from '#features/member/member-hooks.tsx'
import { useRow, useSync } from '#sync/sync.tsx'
import { Panel } from '#ui/Panel.tsx'
import { notificationWorkspaceType } from './device.ts'
import { hideTextsCommand } from './setting.api.ts'
import { Tick } from './Tick.tsx'

/** For everybody, by who looks after the workspace: what leaves the product says nothing of what was said. */
export function HideTexts() {
  const t = useTranslations('notification')
  const { connection } = useSync()
  const workspaceId = connection.me()?.workspaceId ?? ''
  const workspace = useRow(notificationWorkspaceType, workspaceId)
  const role = useMe()?.role
  if (!workspace || !may(role, null, 'workspace.configure')) return null
  return (
    <Panel title={t('hiding.title')}>
      <Tick
        label={t('hiding.label')}
        hint={t('hiding.hint')}
        checked={workspace.hidesTexts}
        onChange={(hidesTexts) => void connection.run(hideTextsCommand, { workspaceId, hidesTexts })}
      />
    </Panel>
  )
}
