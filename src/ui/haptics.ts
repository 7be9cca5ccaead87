const TICK_MS = 8

/** Felt in the hand where the device can do it. */
export function tick(): void {
  // Not every browser has it, whatever the types say.
  if ('vibrate' in navigator) navigator.vibrate(TICK_MS)
}
