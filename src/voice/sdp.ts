import { ok, type Result } from '#kit/result.ts'
import { CODECS, type Codec, type MediaProblem, type Sdp } from './engine.ts'

/** What two ends have agreed on. Without `dtmfType` the far end takes no digits. */
export type Agreement = { codec: Codec; payloadType: number; dtmfType: number | undefined }

/**
 * A far end's offer without what we do not speak, in our order of codecs, and without its candidates: we answer where
 * its packets come from, and send nothing to addresses that a stranger has named. Problems: `malformed-sdp`,
 * `no-common-codec`.
 */
export function narrowOffer(sdp: Sdp, codecs: readonly Codec[] = CODECS): Result<Sdp, MediaProblem> {
  const audio = readAudio(sdp)
  if (!audio) return { ok: false, error: { code: 'malformed-sdp' } }
  const best = codecs.find((codec) => typeOf(audio, codec) !== undefined)
  if (!best) return { ok: false, error: { code: 'no-common-codec' } }
  const kept = [typeOf(audio, best), dtmfTypeOf(audio)].filter((type) => type !== undefined)
  return ok(joined(audio.session, narrowed(audio.lines, kept)))
}

/** What a description has settled: its first codec of ours. Problems: `malformed-sdp`, `no-common-codec`. */
export function readAgreement(sdp: Sdp): Result<Agreement, MediaProblem> {
  const audio = readAudio(sdp)
  if (!audio) return { ok: false, error: { code: 'malformed-sdp' } }
  const payloadType = audio.types.find((type) => codecOf(audio, type))
  const codec = payloadType === undefined ? undefined : codecOf(audio, payloadType)
  if (payloadType === undefined || !codec) return { ok: false, error: { code: 'no-common-codec' } }
  return ok({ codec, payloadType, dtmfType: dtmfTypeOf(audio) })
}

/** The offer with RFC 4733 digits beside its voice, under a free payload type. */
export function withDtmf(sdp: Sdp): Sdp {
  const offered = `a=rtpmap:${DTMF_TYPE} ${DTMF}`
  return sdp.replace(/^(m=audio .*)$/m, `$1 ${DTMF_TYPE}`).replace(/^a=setup:/m, `${offered}\r\na=setup:`)
}

export function withoutCandidates(sdp: Sdp): Sdp {
  return joined(linesOf(sdp).filter((line) => !line.startsWith('a=candidate:')))
}

/** Where the far end finds us, and under which SSRC: without one, Chromium drops all that it receives. */
export type Announcement = { addresses: readonly string[]; port: number; ssrc: number }

/** Our description, with our own candidates in place of those the library gathered. */
export function announce(sdp: Sdp, { addresses, port, ssrc }: Announcement): Sdp {
  const lines = linesOf(sdp).filter((line) => !/^a=(candidate|end-of-candidates|ssrc|msid:)/.test(line))
  const candidates = addresses.map(
    (address, index) =>
      `a=candidate:${index + 1} 1 UDP ${HIGHEST_PRIORITY - index} ${address} ${port} typ host`,
  )
  const stream = [
    `a=msid:${STREAM} ${STREAM}`,
    `a=ssrc:${ssrc} cname:${STREAM}`,
    `a=ssrc:${ssrc} msid:${STREAM} ${STREAM}`,
  ]
  return joined([...lines, ...stream, ...candidates, 'a=end-of-candidates'])
}

const STREAM = 'centralita'
const HIGHEST_PRIORITY = 2_130_706_431
const MAX_LENGTH = 20_000
const DTMF = 'telephone-event/8000'
const DTMF_TYPE = 101
// Types that have a meaning without being mapped (RFC 3551).
const STATIC: [number, string][] = [
  [0, 'pcmu/8000'],
  [8, 'pcma/8000'],
]

type AudioSection = { session: string[]; lines: string[]; types: number[]; names: Map<number, string> }

// Of an offer with several sections the first must be audio; the others would need an answer of their own.
function readAudio(sdp: Sdp): AudioSection | undefined {
  const lines = linesOf(sdp)
  const start = lines.findIndex((line) => line.startsWith('m='))
  const media = /^m=audio \d+ [\w/]+((?: \d{1,3})+)$/.exec(lines[start] ?? '')
  const others = lines.slice(start + 1).some((line) => line.startsWith('m='))
  if (sdp.length > MAX_LENGTH || lines[0] !== 'v=0' || !media || others || !isSecured(lines)) return undefined
  return {
    session: lines.slice(0, start),
    lines: lines.slice(start),
    types: (media[1] ?? '').trim().split(' ').map(Number),
    names: new Map([...STATIC, ...lines.flatMap(mapping)]),
  }
}

function isSecured(lines: string[]): boolean {
  return [/^a=ice-ufrag:\S{4,256}$/, /^a=ice-pwd:\S{22,256}$/, /^a=fingerprint:sha-\d+ [\dA-Fa-f:]+$/].every(
    (pattern) => lines.some((line) => pattern.test(line)),
  )
}

function mapping(line: string): [number, string][] {
  const [, type, name] = /^a=rtpmap:(\d{1,3}) (\S+)$/.exec(line) ?? []
  return type && name ? [[Number(type), name.toLowerCase().replace(/\/1$/, '')]] : []
}

function typeOf(audio: AudioSection, codec: Codec): number | undefined {
  return audio.types.find((type) => codecOf(audio, type) === codec)
}

function codecOf({ names }: AudioSection, type: number): Codec | undefined {
  return CODECS.find((codec) => names.get(type) === `${codec.toLowerCase()}/8000`)
}

function dtmfTypeOf({ types, names }: AudioSection): number | undefined {
  return types.find((type) => names.get(type) === DTMF)
}

function narrowed([media = '', ...lines]: string[], kept: number[]): string[] {
  const [kind, port, protocol] = media.split(' ')
  const isKept = (line: string) => {
    const [, type] = /^a=(?:rtpmap|fmtp|rtcp-fb):(\d+) /.exec(line) ?? []
    return (type === undefined || kept.includes(Number(type))) && !line.startsWith('a=candidate:')
  }
  return [[kind, port, protocol, ...kept].join(' '), ...lines.filter(isKept)]
}

function linesOf(sdp: Sdp): string[] {
  return sdp.split(/\r?\n/).filter((line) => line !== '')
}

function joined(...lines: string[][]): Sdp {
  return `${lines.flat().join('\r\n')}\r\n`
}
