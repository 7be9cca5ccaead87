import { table } from '#sync/table.server.ts'
import { workspaceType } from './workspace.ts'

export const workspaceTable = table(workspaceType, { visible: 'true', bootstrap: true })
