import { between, type Chance } from '#kit/random.ts'
import type { Ending, Episode, Line } from './demo-cast.ts'

/** When something happened: milliseconds. `startOfDay` knows the time zone of whoever looks at the demo. */
export type Clock = { now: number; startOfDay(at: number): number }

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const OPENS_AFTER = 9 * HOUR
const CLOSES_AFTER = 18 * HOUR
/** How long ago each of the newest threads was heard of, in minutes; the others were on an earlier day. */
const TODAY: Record<Ending, number[]> = {
  unread: [4, 11, 26, 47, 75, 118, 170],
  waiting: [38, 210],
  open: [17, 62, 95, 155, 240],
  done: [31, 54, 83, 104, 131, 190, 225, 260, 300, 345],
  spam: [140],
}
/** How many days back the others go. Old matters are settled. */
const OLDEST: Record<Ending, number> = { unread: 1, waiting: 3, open: 12, done: 58, spam: 50 }

/** When each line of each episode was said; every one ends at its own time. */
export function datedEpisodes(
  chance: Chance,
  episodes: Episode[],
  clock: Clock,
): { episode: Episode; times: number[] }[] {
  const told: Record<string, number> = {}
  return episodes.map((episode) => {
    const key = `${episode.inbox} ${episode.end}`
    const rank = told[key] ?? 0
    told[key] = rank + 1
    const end = endOf(chance, clock, episode, rank)
    const texts = episode.lines.filter(({ type }) => type !== 'call')
    return { episode, times: withCalls(episode.lines, timesUntil(chance, clock, texts, end)) }
  })
}

// A call is made a while before what is written next, or else after what was written last.
function withCalls(lines: Line[], texts: number[]): number[] {
  let written = 0
  return lines.map((line, index) => {
    if (line.type !== 'call') return texts[written++] ?? 0
    const [last = 0, next] = [texts[written - 1], texts[written]]
    if (next === undefined) return last + MINUTE
    const pause = lines[index + 1]
    const days = pause?.type === 'pause' ? pause.days : 0
    return next - 1_000 * line.seconds - 4 * MINUTE - days * DAY
  })
}

function endOf(chance: Chance, clock: Clock, { inbox, end, lines }: Episode, rank: number): number {
  const minutes = TODAY[end][rank]
  if (minutes !== undefined)
    return clock.now - (inbox === 'sales' ? 1.3 : 1) * minutes * MINUTE - chance() * MINUTE
  const lasted = lines.reduce((days, line) => days + (line.type === 'pause' ? line.days : 0), 0)
  // More often lately than long ago.
  const days = Math.ceil(Math.max(1, OLDEST[end] - lasted) * chance() ** 1.4) || 1
  const day = clock.startOfDay(clock.startOfDay(clock.now) - days * DAY + 12 * HOUR)
  return between(chance, day + OPENS_AFTER + HOUR, day + CLOSES_AFTER)
}

// From the end backwards, so that the last one is when it shall be.
function timesUntil(chance: Chance, clock: Clock, lines: Line[], end: number): number[] {
  let at = end
  let today = clock.startOfDay(end) === clock.startOfDay(clock.now)
  const times = lines.toReversed().map((line, index, later) => {
    const next = later[index - 1]
    if (next?.type === 'pause') today = false
    if (next) at = earlier(chance, clock, at - gap(chance, line, next), today)
    return Math.floor(at)
  })
  return times.reverse()
}

function gap(chance: Chance, line: Line, next: Line): number {
  if (next.type === 'pause') return next.days * DAY + between(chance, -2, 3) * HOUR
  if (line.type === 'pause') return 0
  if (line.type === next.type) return between(chance, 15, 90) * 1_000
  if (next.type === 'done') return between(chance, 1, 25) * MINUTE
  return between(chance, 0.6, 14) * MINUTE
}

// What would have been said before we opened was said the evening before; only today goes on at any hour.
function earlier(chance: Chance, clock: Clock, at: number, today: boolean): number {
  const day = clock.startOfDay(at)
  if (today || (at >= day + OPENS_AFTER && at <= day + CLOSES_AFTER)) return at
  const evening = at > day + CLOSES_AFTER ? day : clock.startOfDay(day - HOUR)
  return evening + CLOSES_AFTER - between(chance, 0, 2) * HOUR
}
