import type { ComponentType } from 'react'
import { type ItemProps, threadKind } from '#features/conversation/thread-kinds.tsx'
import type { Later } from '#ui/lazily.tsx'
import { type Call, callType } from './call.ts'

/** Calls in a thread. How one is drawn is no part of the first screen; as much room is kept for it as most take. */
export function callKind(Item: ComponentType<Later<ItemProps<Call>>>) {
  return threadKind(callType, {
    placing: ({ createdAt }) => ({ at: createdAt, group: null, lane: null }),
    Item: (props) => <Item meanwhile={<div className="mt-3 h-14" />} {...props} />,
  })
}
