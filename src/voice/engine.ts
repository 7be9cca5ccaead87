import type { Result } from '#kit/result.ts'

/**
 * What carries the voices of calls. Call control says who hears whom, in ids and SDP, and never touches a packet, so
 * that the embedded engine, several of its processes or a media server elsewhere can serve the same calls.
 *
 * What a leg hears is, in this order: the sound that is played to it; the music while it is on hold; those it is
 * bridged with; silence. A leg that was connected never stops being sent something until it is closed.
 *
 * Methods never throw for what can be expected: a problem is a value. `engine-down` (the engine is starting again, or
 * has not answered in time) and `unknown-leg` can come from all of them.
 */
export interface MediaEngine {
  /** What this engine can carry; other kinds are refused with `kind-not-supported`. */
  readonly kinds: readonly LegKind[]

  /**
   * Makes a leg under an id of the caller's choosing; making the same one twice makes it once. Legs that may ever hear
   * each other belong to one call. Problems: `kind-not-supported`, `engine-full`.
   */
  createLeg(leg: NewLeg): Promise<Result<void, MediaProblem>>
  /**
   * Answers an SDP offer of the far end; the answer is complete, no candidates follow it. On a leg that has a far end
   * already, the new one takes its place (a tab that was reloaded, another network): bridge, hold, mute and recording
   * stay, the others notice nothing. The offer comes from a new peer connection: an old one's ICE cannot be restarted.
   * When it cannot be answered the leg is as it was. Its candidates are not used: the far end comes to us. Problems:
   * `malformed-sdp`, `no-common-codec`, `engine-full`.
   */
  acceptOffer(leg: LegId, offer: Sdp): Promise<Result<Sdp, MediaProblem>>
  /** An SDP offer for the far end, to be followed by `acceptAnswer`; it replaces a far end like `acceptOffer`. */
  createOffer(leg: LegId): Promise<Result<Sdp, MediaProblem>>
  /** Problems: `malformed-sdp` (also when nothing was offered), `no-common-codec`. */
  acceptAnswer(leg: LegId, answer: Sdp): Promise<Result<void, MediaProblem>>

  /**
   * From now on these legs hear each other and nobody else: two are passed through, three or more are mixed. It takes
   * them out of the bridges they were in; who remains there alone hears silence. Transfer, adding a third and a third
   * leaving are all another `bridge`. Digits that one leg presses are passed on to the others. Problem: `apart`.
   */
  bridge(legs: readonly LegId[]): Promise<Result<void, MediaProblem>>
  /** Takes a leg out of its bridge; the others stay together. */
  unbridge(leg: LegId): Promise<Result<void, MediaProblem>>
  /**
   * The leg hears music (ours, unless another sound is named) over and over, and nobody hears the leg, until `resume`;
   * bridges can be changed meanwhile. Problem: `unreadable-sound`.
   */
  hold(leg: LegId, music?: Sound): Promise<Result<void, MediaProblem>>
  resume(leg: LegId): Promise<Result<void, MediaProblem>>
  /** While muted, nobody hears the leg and no recording holds its voice. The leg hears the others. */
  mute(leg: LegId, muted: boolean): Promise<Result<void, MediaProblem>>

  /**
   * Plays a sound to one leg, instead of what it heard; a sound that was still playing ends. `play-ended` follows in
   * any case, unless the leg is closed or fails. Problem: `unreadable-sound`.
   */
  play(leg: LegId, sound: Sound): Promise<Result<PlayId, MediaProblem>>
  /** Ends a sound; one that has ended is no problem. */
  stop(play: PlayId): Promise<Result<void, MediaProblem>>
  /** Sends digits (0–9, *, #, A–D) as RFC 4733 events, 100 ms each with 100 ms between. Problem: `bad-digits`. */
  sendDtmf(leg: LegId, digits: string): Promise<Result<void, MediaProblem>>

  /**
   * Writes what legs say to a WAV file (PCM, 16 bits, 8 kHz), from this moment on and while it is said. Problem:
   * `unwritable-file`, also when the file exists.
   */
  record(recording: NewRecording): Promise<Result<RecordingId, MediaProblem>>
  /** Other legs take over a channel, as after a transfer; the file goes on. */
  recordLegs(recording: RecordingId, channels: RecordedLegs): Promise<Result<void, MediaProblem>>
  /** What is said while paused is not kept, and takes no time in the file. */
  pauseRecord(recording: RecordingId): Promise<Result<void, MediaProblem>>
  resumeRecord(recording: RecordingId): Promise<Result<void, MediaProblem>>
  /** Ends the file: it is complete when this answers. `recording-ended` follows, too. */
  stopRecord(recording: RecordingId): Promise<Result<RecordedFile, MediaProblem>>

  /** Ends a leg, its sounds and its part in bridges; a leg that is gone is no problem. Its recordings go on in silence. */
  close(leg: LegId): Promise<Result<void, MediaProblem>>
  stats(leg: LegId): Promise<Result<LegStats, MediaProblem>>

  /** Hears of everything that happens by itself. Returns how to stop hearing. */
  on(listener: (event: MediaEvent) => void): () => void
  /** Closes all legs, completes all recordings, and ends the engine. */
  end(): Promise<void>
}

export type LegId = string
export type PlayId = string
export type RecordingId = string
/** A session description as browsers and SIP write it, lines ended by CR LF. */
export type Sdp = string

/** `webrtc`: a browser; `rtp`: a trunk; `ws`: a carrier's media stream. */
export type LegKind = 'webrtc' | 'rtp' | 'ws'
/** Both are 8,000 bytes for a second of voice. */
export const CODECS = ['PCMU', 'PCMA'] as const
export type Codec = (typeof CODECS)[number]

/** `codecs`: those that may be agreed on, best first. Without it: all. */
export type NewLeg = { leg: LegId; callId: string; kind: LegKind; codecs?: readonly Codec[] }

/**
 * A tone of ours, or the path of a WAV file: PCM of 16 bits or G.711, any rate, one or two channels, no longer than
 * 10 minutes. `loop`: over and over, until stopped.
 */
export type Sound = ({ tone: Tone } | { file: string }) & { loop?: boolean }
export const TONES = ['ringback', 'busy', 'beep', 'call-waiting', 'hold-music'] as const
export type Tone = (typeof TONES)[number]

/** Voices on one channel are added up. Without `right` the file has one channel. */
export type RecordedLegs = { left: readonly LegId[]; right?: readonly LegId[] }
export type NewRecording = RecordedLegs & {
  /** Where the file is written; its folder exists. */
  file: string
  /** Ends by itself after so much silence at the end, or after so long in all, pauses not counted. */
  until?: { silenceMs?: number; lengthMs?: number }
}
export type RecordedFile = { file: string; durationMs: number }

export type LegStats = {
  codec: Codec | null
  connected: boolean
  /** From the far end to us. Jitter as in RFC 3550. `silentMs`: since the last packet, null before the first. */
  received: { packets: number; lost: number; jitterMs: number; silentMs: number | null }
  sent: { packets: number }
  /** What the far end says of how our packets reach it, null when it has not said: share lost lately from 0 to 1. */
  farEnd: { lost: number; jitterMs: number } | null
}

export type MediaEvent =
  /** The far end is heard: for the first time, again after `disconnected`, or after another offer. */
  | { type: 'connected'; leg: LegId }
  /**
   * The far end is not heard any more; the leg stays, and can recover or be given another far end, until it is closed.
   * `unreachable`: no connection came about within 10 s (UDP is blocked); `silent`: no packet for 5 s; `hung-up`: the
   * far end closed its connection.
   */
  | { type: 'disconnected'; leg: LegId; reason: 'unreachable' | 'silent' | 'hung-up' }
  /** The far end pressed a key: 0–9, *, #, A–D. */
  | { type: 'dtmf'; leg: LegId; digit: string }
  /** `finished` is false when it was stopped, or another sound took its place. */
  | { type: 'play-ended'; leg: LegId; play: PlayId; finished: boolean }
  /** In every case the file is complete, and holds what was said until then. */
  | ({ type: 'recording-ended'; recording: RecordingId; reason: RecordingEnd } & RecordedFile)
  /** The engine lost the leg: its process died. It is gone; its recordings were ended before this is told. */
  | { type: 'failed'; leg: LegId }

/** `silence` and `length`: by `until`. `write-failed`: the disk takes no more. `engine-failed`: its process died. */
export type RecordingEnd = 'stopped' | 'silence' | 'length' | 'write-failed' | 'engine-failed'

export type MediaProblem = { code: MediaProblemCode; params?: Record<string, string | number> }
export type MediaProblemCode =
  | 'engine-down'
  | 'engine-full'
  | 'unknown-leg'
  | 'unknown-recording'
  | 'kind-not-supported'
  | 'malformed-sdp'
  | 'no-common-codec'
  | 'apart'
  | 'bad-digits'
  | 'unreadable-sound'
  | 'unwritable-file'
