/** One RTP packet (RFC 3550), as far as voice needs it. `payload` is a view into the packet. */
export type RtpPacket = {
  payloadType: number
  marker: boolean
  /** 16 bits. */
  sequence: number
  /** 32 bits, in samples. */
  timestamp: number
  /** 32 bits. */
  ssrc: number
  payload: Uint8Array
}

export const RTP_HEADER_BYTES = 12

/** The packet in these bytes, or undefined when they are no RTP of version 2. */
export function readRtp(bytes: Uint8Array): RtpPacket | undefined {
  if (bytes.length < RTP_HEADER_BYTES) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const [first, second] = [view.getUint8(0), view.getUint8(1)]
  if (first >> 6 !== 2) return undefined
  const start = payloadStart(view, first)
  const end = bytes.length - (first & 0x20 ? view.getUint8(bytes.length - 1) : 0)
  if (start === undefined || end < start) return undefined
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequence: view.getUint16(2),
    timestamp: view.getUint32(4),
    ssrc: view.getUint32(8),
    payload: bytes.subarray(start, end),
  }
}

export function writeRtp({ payloadType, marker, sequence, timestamp, ssrc, payload }: RtpPacket): Uint8Array {
  const bytes = new Uint8Array(RTP_HEADER_BYTES + payload.length)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, 0x80)
  view.setUint8(1, (marker ? 0x80 : 0) | payloadType)
  view.setUint16(2, sequence)
  view.setUint32(4, timestamp)
  view.setUint32(8, ssrc)
  bytes.set(payload, RTP_HEADER_BYTES)
  return bytes
}

/** Whether these bytes, of RTP and RTCP on one port, are RTCP (RFC 5761). */
export function isRtcp(bytes: Uint8Array): boolean {
  const type = bytes[1] ?? 0
  return type >= 192 && type <= 223
}

/** How far `to` is ahead of `from` in 16-bit sequence numbers: negative when it is behind. */
export function sequenceDistance(from: number, to: number): number {
  return ((to - from) << 16) >> 16
}

/** How far `to` is ahead of `from` in 32-bit timestamps: negative when it is behind. */
export function timestampDistance(from: number, to: number): number {
  return (to - from) | 0
}

function payloadStart(view: DataView, first: number): number | undefined {
  const contributors = RTP_HEADER_BYTES + (first & 0x0f) * 4
  if ((first & 0x10) === 0) return contributors <= view.byteLength ? contributors : undefined
  if (contributors + 4 > view.byteLength) return undefined
  const start = contributors + 4 + view.getUint16(contributors + 2) * 4
  return start <= view.byteLength ? start : undefined
}
