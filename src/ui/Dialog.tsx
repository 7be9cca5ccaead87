import { type ComponentProps } from 'react'
import type { DialogFrame } from './DialogFrame.tsx'
import { lazily } from './lazily.tsx'

const Frame = lazily(() => import('./DialogFrame.tsx').then((module) => module.DialogFrame))

/** A task of its own over the page. Its code is no part of the first screen. */
export function Dialog(props: ComponentProps<typeof DialogFrame>) {
  return <Frame.Component {...props} />
}
