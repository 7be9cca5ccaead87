import { useEffect, useRef } from 'react'

const FULL = 0.35
const SILENT = { transform: 'scaleX(0)' }

/** How loud a stream is, moving with it. */
export function Meter({ label, stream }: { label: string; stream: MediaStream | undefined }) {
  const bar = useRef<HTMLDivElement>(null)
  const meter = useRef<HTMLMeterElement>(null)
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
      if (meter.current) meter.current.value = level
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
      <span aria-hidden="true" className="w-24 shrink-0 truncate">
        {label}
      </span>
      <meter ref={meter} aria-label={label} className="unseen" />
      <div className="h-1.5 flex-1 overflow-hidden rounded-full bg-sunken">
        <div ref={bar} style={SILENT} className="h-full origin-left rounded-full bg-done" />
      </div>
    </div>
  )
}
