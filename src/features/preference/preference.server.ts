import { table } from '#sync/table.server.ts'
import { preferenceType } from './preference.ts'

export const preferenceTable = table(preferenceType, { visible: 'id = $3', bootstrap: true })
