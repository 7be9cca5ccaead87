import { table } from '#sync/table.server.ts'
import { queuePlaceType } from './queue.ts'

export const queuePlaceTable = table(queuePlaceType, { visible: 'inbox_id = any($2)', bootstrap: true })
