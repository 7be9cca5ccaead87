/** What became of a test: sent, to where; or why not, with what the other side answered (0: nobody did). */
export type TrialOutcome =
  | { code: 'sent'; where: string }
  | { code: 'no-mail-server' | 'no-device' }
  | {
      code: 'mail-refused' | 'mail-later' | 'push-gone' | 'push-refused' | 'push-later'
      status: number
    }
