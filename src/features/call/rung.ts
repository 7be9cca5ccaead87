import type { Call } from './call.ts'
import type { Leg } from './leg.ts'

/** Members whom a step of a call has begun to ring, and those for whom it has stopped: ids. */
export type Rung = { begun: string[]; over: string[] }

export function rungBy(before: Pick<Call, 'legs'> | undefined, after: Pick<Call, 'legs'>): Rung {
  const [was, is] = [ringing(before?.legs ?? []), ringing(after.legs)]
  return { begun: is.filter((id) => !was.includes(id)), over: was.filter((id) => !is.includes(id)) }
}

function ringing(legs: readonly Leg[]): string[] {
  return legs.flatMap(({ state, memberId }) => (state === 'ringing' && memberId !== null ? [memberId] : []))
}
