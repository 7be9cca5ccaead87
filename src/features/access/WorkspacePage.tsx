import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { PictureField } from '#features/workspace/PictureField.tsx'
import { WorkspaceFace } from '#features/workspace/WorkspaceFace.tsx'
import { type Workspace, workspaceType } from '#features/workspace/workspace.ts'
import { useRow, useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { TextField } from '#ui/Field.tsx'
import { TimeZoneField } from '#ui/TimeZoneField.tsx'
import { toasts } from '#ui/toasts.ts'
import { configureWorkspaceCommand } from './workspace.api.ts'

/** AD-1: what the workspace is called, looks like and where it is; for owners and admins. */
export function WorkspacePage() {
  const { connection } = useSync()
  const workspace = useRow(workspaceType, connection.me()?.workspaceId)
  return workspace ? <Form key={workspace.id} workspace={workspace} /> : null
}

function Form({ workspace }: { workspace: Workspace }) {
  const t = useTranslations('access')
  const { connection } = useSync()
  const [name, setName] = useState(workspace.name)
  const [timeZone, setTimeZone] = useState(workspace.timeZone)
  const workspaceId = workspace.id
  return (
    <div className="flex max-w-md flex-col gap-5">
      <PictureField
        label={t('workspace.picture')}
        face={<WorkspaceFace workspace={workspace} className="size-16 text-xl" />}
        path="/api/workspace/picture"
        onRemove={
          workspace.picture === null
            ? undefined
            : () => void connection.run(configureWorkspaceCommand, { workspaceId, picture: null })
        }
      />
      <form onSubmit={save} className="flex flex-col gap-4">
        <TextField
          label={t('workspace.name')}
          value={name}
          onChange={({ target }) => setName(target.value)}
          maxLength={80}
          autoComplete="organization"
          required
        />
        <TimeZoneField
          label={t('workspace.timeZone')}
          hint={t('workspace.timeZoneHint')}
          nowhere={t('workspace.noZone')}
          value={timeZone}
          onChange={setTimeZone}
        />
        <Button type="submit" look="primary" disabled={name.trim() === ''} className="self-start">
          {t('save')}
        </Button>
      </form>
    </div>
  )

  function save(event: FormEvent): void {
    event.preventDefault()
    void connection.run(configureWorkspaceCommand, { workspaceId, name: name.trim(), timeZone })
    toasts.say(t('saved'))
  }
}
