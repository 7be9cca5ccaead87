// The parts of RTCP (RFC 3550, section 6) with which two ends tell each other how well they hear.

/** `lost`: share of packets lately, from 0 to 1. `jitter` in samples. */
export type ReceiverReport = { ssrc: number; lost: number; jitter: number }
/** The middle 32 bits of the sender's NTP time: given back, the sender learns how long the way is. */
export type SenderReport = { ssrc: number; ntpMiddle: number }

export type RtcpContent = { reports: ReceiverReport[]; sender: SenderReport | undefined }

const SENDER_REPORT = 200
const RECEIVER_REPORT = 201
const BLOCK_BYTES = 24

/** Reads a compound packet as far as it can be read. */
export function readRtcp(bytes: Uint8Array): RtcpContent {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const found: RtcpContent = { reports: [], sender: undefined }
  let at = 0
  while (at + 8 <= view.byteLength) {
    const end = at + 4 * (view.getUint16(at + 2) + 1)
    if (end > view.byteLength) break
    readOne(new DataView(bytes.buffer, bytes.byteOffset + at, end - at), found)
    at = end
  }
  return found
}

export type Hearing = {
  /** Ours, and theirs. */
  ssrc: number
  about: number
  lost: number
  totalLost: number
  highest: number
  jitter: number
  /** The last sender report heard, and how long ago in milliseconds. */
  sender: { ntpMiddle: number; agoMs: number } | undefined
}

export function writeReceiverReport(hearing: Hearing): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 + BLOCK_BYTES))
  view.setUint8(0, 0x81)
  view.setUint8(1, RECEIVER_REPORT)
  view.setUint16(2, 7)
  view.setUint32(4, hearing.ssrc)
  view.setUint32(8, hearing.about)
  const lost = Math.min(255, Math.max(0, Math.round(hearing.lost * 256)))
  view.setUint32(12, ((lost << 24) | (Math.min(hearing.totalLost, 0x7f_ffff) & 0xff_ffff)) >>> 0)
  view.setUint32(16, hearing.highest >>> 0)
  view.setUint32(20, Math.round(hearing.jitter))
  view.setUint32(24, hearing.sender?.ntpMiddle ?? 0)
  view.setUint32(28, hearing.sender ? Math.round((hearing.sender.agoMs * 65_536) / 1_000) : 0)
  return new Uint8Array(view.buffer)
}

function readOne(view: DataView, found: RtcpContent): void {
  const type = view.getUint8(1)
  if (type === SENDER_REPORT && view.byteLength >= 28) {
    found.sender = { ssrc: view.getUint32(4), ntpMiddle: view.getUint32(10) }
    readBlocks(view, 28, found)
  }
  if (type === RECEIVER_REPORT) readBlocks(view, 8, found)
}

function readBlocks(view: DataView, start: number, found: RtcpContent): void {
  const count = view.getUint8(0) & 0x1f
  for (let index = 0; index < count; index++) {
    const at = start + index * BLOCK_BYTES
    if (at + BLOCK_BYTES > view.byteLength) return
    found.reports.push({
      ssrc: view.getUint32(at),
      lost: view.getUint8(at + 4) / 256,
      jitter: view.getUint32(at + 12),
    })
  }
}
