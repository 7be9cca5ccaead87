import { table } from '#sync/table.server.ts'
import { forgetPictures } from './picture.server.ts'
import { workspaceType } from './workspace.ts'

export const workspaceTable = table(workspaceType, {
  visible: 'true',
  bootstrap: true,
  follow: forgetPictures,
})
