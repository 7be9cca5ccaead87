import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { SelectField } from '#ui/Field.tsx'
import { useCallProblem, useSoftphone } from './call-hooks.tsx'
import { CHOOSES_SPEAKER, chooseDevice, chosenDevice, type DeviceKind, useDevices } from './devices.tsx'
import { Meter } from './Meter.tsx'

/** Which microphone and speaker are used, with how loud each is, so that one sees what is not heard. */
export function DeviceChoice({ callId }: { callId: string }) {
  const t = useTranslations('call')
  const { softphone, talks } = useSoftphone()
  const quality = talks.get(callId)?.quality
  const { ours, theirs } = softphone.streams(callId)
  return (
    <div className="mt-3 flex flex-col gap-3">
      <DeviceSelect kind="microphone" />
      <Meter label={t('ourLevel')} stream={ours} />
      {CHOOSES_SPEAKER && <DeviceSelect kind="speaker" />}
      <Meter label={t('theirLevel')} stream={theirs} />
      {quality && (
        <p className="text-xs text-muted">
          {t('network')} <span className="font-medium text-ink">{t(`quality.${quality}`)}</span>
        </p>
      )}
    </div>
  )
}

/** One of the devices of this computer, for this browser; a call that goes on uses it at once. `allowed`: their names can be told. */
export function DeviceSelect(props: {
  kind: DeviceKind
  allowed?: boolean
  onChosen?: (() => void) | undefined
}) {
  const { kind, allowed = true, onChosen } = props
  const t = useTranslations('call')
  const { softphone } = useSoftphone()
  const problemText = useCallProblem()
  const devices = useDevices(kind, allowed)
  const [chosen, setChosen] = useState(() => chosenDevice(kind))
  const [problem, setProblem] = useState<string>()
  return (
    <SelectField
      label={t(`device.${kind}`)}
      problem={problem}
      value={devices.some(({ deviceId }) => deviceId === chosen) ? chosen : ''}
      onChange={({ target }) => void choose(target.value)}
    >
      <option value="">{t('systemDevice')}</option>
      {devices.map(({ deviceId, label }) => (
        <option key={deviceId} value={deviceId}>
          {label || t(`device.${kind}`)}
        </option>
      ))}
    </SelectField>
  )

  async function choose(id: string): Promise<void> {
    setChosen(id)
    chooseDevice(kind, id)
    const refused = await softphone.changeDevices()
    setProblem(refused && problemText(refused))
    onChosen?.()
  }
}
