import { Devices } from './Devices.tsx'
import { HideTexts } from './HideTexts.tsx'
import { Matrix } from './Matrix.tsx'
import { NotNow } from './NotNow.tsx'
import { Sounds } from './Sounds.tsx'
import { Trials } from './Trials.tsx'

/** NO-5, MO-2: of what one is told, how, and when not. */
export function NotificationSettings() {
  return (
    <>
      <Matrix />
      <NotNow />
      <Devices />
      <Sounds />
      <Trials />
      <HideTexts />
    </>
  )
}
