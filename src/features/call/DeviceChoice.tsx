import { useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { SelectField } from '#ui/Field.tsx'
import { useCallProblem, useSoftphone } from './call-hooks.tsx'
import { CHOOSES_SPEAKER, chooseDevice, chosenDevice, useDevices } from './devices.tsx'

/** Which microphone and speaker are used, with how loud each is, so that one sees what is not heard. */
export function DeviceChoice({ callId }: { callId: string }) {
  const t = useTranslations('call')
  const { softphone, talks } = useSoftphone()
  const problemText = useCallProblem()
  const [problem, setProblem] = useState<string>()
  const quality = talks.get(callId)?.quality
  const { ours, theirs } = softphone.streams(callId)
  return (
    <div className="mt-3 flex flex-col gap-3">
      <Choice kind="microphone" problem={problem} onChange={change} />
      <Meter label={t('ourLevel')} stream={ours} />
      {CHOOSES_SPEAKER && <Choice kind="speaker" onChange={change} />}
      <Meter label={t('theirLevel')} stream={theirs} />
      {quality && (
        <p className="text-xs text-muted">
          {t('network')} <span className="font-medium text-ink">{t(`quality.${quality}`)}</span>
        </p>
      )}
    </div>
  )

  async function change(kind: 'microphone' | 'speaker', id: string): Promise<void> {
    chooseDevice(kind, id)
    const refused = await softphone.changeDevices()
    setProblem(refused && problemText(refused))
  }
}

function Choice(props: {
  kind: 'microphone' | 'speaker'
  problem?: string | undefined
  onChange(kind: 'microphone' | 'speaker', id: string): Promise<void>
}) {
  const { kind, problem, onChange } = props
  const t = useTranslations('call')
  const devices = useDevices(kind)
  const [chosen, setChosen] = useState(() => chosenDevice(kind))
  return (
    <SelectField
      label={t(`device.${kind}`)}
      problem={problem}
      value={devices.some(({ deviceId }) => deviceId === chosen) ? chosen : ''}
      onChange={({ target }) => {
        setChosen(target.value)
        void onChange(kind, target.value)
      }}
    >
      <option value="">{t('systemDevice')}</option>
      {devices.map(({ deviceId, label }) => (
        <option key={deviceId} value={deviceId}>
          {label || t(`device.${kind}`)}
        </option>
      ))}
    </SelectField>
  )
}

const FULL = 0.35

/** How loud a stream is, moving with it. */
export function Meter({ label, stream }: { label: string; stream: MediaStream | undefined }) {
  const bar = useRef<HTMLDivElement>(null)
  const id = stream?.getAudioTracks()[0]?.id
  useEffect(() => {
    if (!stream || id === undefined) return
    const context = new AudioContext()
    const analyser = context.createAnalyser()
    analyser.fftSize = 512
    context.createMediaStreamSource(stream).connect(analyser)
    const samples = new Float32Array(analyser.fftSize)
    let frame = 0
    const draw = () => {
      analyser.getFloatTimeDomainData(samples)
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
      const level = Math.min(1, Math.sqrt(power) / FULL)
      if (bar.current) bar.current.style.transform = `scaleX(${level.toFixed(3)})`
      frame = requestAnimationFrame(draw)
    }
    draw()
    return () => {
      cancelAnimationFrame(frame)
      void context.close()
    }
    // A stream is the same as long as its track is.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [id])
  return (
    <div className="-mt-1.5 flex items-center gap-2 text-xs text-muted">
      <span className="w-24 shrink-0 truncate">{label}</span>
      <div className="h-1.5 flex-1 overflow-hidden rounded-full bg-sunken">
        <div ref={bar} className="h-full origin-left scale-x-0 rounded-full bg-done" />
      </div>
    </div>
  )
}
