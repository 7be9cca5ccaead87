import { useTranslations } from 'use-intl'
import { PictureField } from '#features/workspace/PictureField.tsx'
import { WorkspaceFace } from '#features/workspace/WorkspaceFace.tsx'
import { type Workspace, workspaceType } from '#features/workspace/workspace.ts'
import { useRow, useSync } from '#sync/sync.tsx'
import { TextField } from '#ui/Field.tsx'
import { FormFoot } from '#ui/FormFoot.tsx'
import { useRowForm } from '#ui/row-form.tsx'
import { TimeZoneField } from '#ui/TimeZoneField.tsx'
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
  const workspaceId = workspace.id
  const form = useRowForm(workspace, {
    send: (changes) => connection.call(configureWorkspaceCommand.name, { workspaceId, ...changes }),
    tidy: ({ name, ...rest }) => (name === undefined ? rest : { ...rest, name: name.trim() }),
  })
  const { shown, change } = form
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
      <form onSubmit={form.submit} className="flex flex-col gap-4">
        <TextField
          label={t('workspace.name')}
          value={shown.name}
          onChange={({ target }) => change({ name: target.value })}
          maxLength={80}
          autoComplete="organization"
          required
        />
        <TimeZoneField
          label={t('workspace.timeZone')}
          hint={t('workspace.timeZoneHint')}
          nowhere={t('workspace.noZone')}
          value={shown.timeZone}
          onChange={(timeZone) => change({ timeZone })}
        />
        <FormFoot
          form={form}
          names={{ name: t('workspace.name'), timeZone: t('workspace.timeZone') }}
          disabled={shown.name.trim() === ''}
        />
      </form>
    </div>
  )
}
