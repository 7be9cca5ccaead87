/** The places where a crash would hurt most. Each is tried by killing the process there. */
export const CRASH_POINTS = [
  'inbound.arrived',
  'inbound.decided',
  'inbound.committed',
  'command.committed',
  'send.begun',
  'send.answered',
  'send.recorded',
  'settle.asked',
  'sweep.taken',
  'media.stored',
] as const

export type CrashPoint = (typeof CRASH_POINTS)[number]

/** Ends the process here, as hard as a power cut, when `CRASH_AT` names this point. Never set outside tests. */
export function crashPoint(name: CrashPoint): void {
  if (process.env.CRASH_AT === name) process.kill(process.pid, 'SIGKILL')
}
