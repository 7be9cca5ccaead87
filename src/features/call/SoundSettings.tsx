import { Mic, Square, Volume2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#ui/Button.tsx'
import { SelectField } from '#ui/Field.tsx'
import { Panel } from '#ui/Panel.tsx'
import { usePreference } from '#ui/preference.ts'
import { useCallProblem } from './call-hooks.tsx'
import { DeviceSelect } from './DeviceChoice.tsx'
import { CHOOSES_SPEAKER, openMicrophone, playThroughSpeaker } from './devices.tsx'
import { Meter } from './Meter.tsx'
import { RING_TONES, RING_VOLUMES, ringOnce, ringTone, ringVolume } from './ring-tone.tsx'

/** What a browser calls with, tried before somebody waits at the other end; and how it rings. */
export function SoundSettings() {
  const t = useTranslations('call')
  const { microphone, problem, open, close } = useTrial()
  return (
    <>
      <Panel title={t('devices.title')} text={t('devices.text')}>
        <div className="flex max-w-sm flex-col gap-4">
          <DeviceSelect
            key={microphone?.id}
            kind="microphone"
            allowed={microphone !== undefined}
            onChosen={microphone && (() => void open())}
          />
          {microphone && <Meter label={t('ourLevel')} stream={microphone} />}
          <div>
            {microphone ? (
              <Button onClick={close}>
                <Square aria-hidden="true" className="size-3.5" />
                {t('devices.enough')}
              </Button>
            ) : (
              <Button onClick={() => void open()}>
                <Mic aria-hidden="true" className="size-4" />
                {t('devices.tryMicrophone')}
              </Button>
            )}
            {microphone && <p className="mt-2 text-xs text-muted">{t('devices.speak')}</p>}
            {problem && (
              <p role="alert" className="mt-2 text-xs text-danger">
                {problem}
              </p>
            )}
          </div>
          {CHOOSES_SPEAKER && <DeviceSelect kind="speaker" allowed={microphone !== undefined} />}
          <Button className="self-start" onClick={() => void playThroughSpeaker()}>
            <Volume2 aria-hidden="true" className="size-4" />
            {t('devices.trySpeaker')}
          </Button>
        </div>
      </Panel>
      <Ring />
    </>
  )
}

function Ring() {
  const t = useTranslations('call')
  const [tone, setTone] = usePreference(ringTone)
  const [volume, setVolume] = usePreference(ringVolume)
  return (
    <Panel title={t('ringing.title')} text={t('ringing.text')}>
      <div className="flex max-w-sm flex-col gap-4">
        <SelectField
          label={t('ringing.tone')}
          value={tone}
          onChange={({ target }) => {
            setTone(RING_TONES.find((one) => one === target.value) ?? tone)
            ringOnce(ringTone.get())
          }}
        >
          {RING_TONES.map((one) => (
            <option key={one} value={one}>
              {t(`ringing.tones.${one}`)}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={t('ringing.volume')}
          value={volume}
          onChange={({ target }) => {
            setVolume(RING_VOLUMES.find((one) => one === target.value) ?? volume)
            ringOnce(tone)
          }}
        >
          {RING_VOLUMES.map((one) => (
            <option key={one} value={one}>
              {t(`ringing.volumes.${one}`)}
            </option>
          ))}
        </SelectField>
        <Button className="self-start" disabled={tone === 'none'} onClick={() => ringOnce(tone)}>
          <Volume2 aria-hidden="true" className="size-4" />
          {t('ringing.listen')}
        </Button>
      </div>
    </Panel>
  )
}

// The microphone, as long as it is tried.
function useTrial() {
  const problemText = useCallProblem()
  const [microphone, setMicrophone] = useState<MediaStream>()
  const [problem, setProblem] = useState<string>()
  useEffect(() => () => end(microphone), [microphone])
  return { microphone, problem, open, close: () => setMicrophone(undefined) }

  async function open(): Promise<void> {
    const opened = await openMicrophone()
    setProblem(opened.ok ? undefined : problemText(opened.error))
    setMicrophone(opened.ok ? opened.value : undefined)
  }
}

function end(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop()
}
