import { table } from '#sync/table.server.ts'
import { memberStatusType } from './member-status.ts'

export const memberStatusTable = table(memberStatusType, { visible: 'true', bootstrap: true })
