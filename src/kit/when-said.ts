import { folded } from './fuzzy.ts'

/**
 * The moment that somebody means by "tomorrow 9", "el martes a las 15" or "dans 2 heures", in the zone of this
 * computer; nothing if it is not understood or is over. The member's own language is tried first, then the others.
 */
export function whenSaid(said: string, now: Date, locale: string): Date | undefined {
  const text = folded(said).replace(/[’]/g, "'").replace(/[,;]/g, ' ').replace(/\s+/g, ' ')
  if (text === '' || text.length > LONGEST) return undefined
  const own = locale.slice(0, 2)
  for (const language of [own, 'en', 'es', 'fr']) {
    const words = WORDS[language]
    const found = words && (inSoLong(text, words, now) ?? atThat(text, words, now, locale))
    if (found && found > now) return found
  }
  return undefined
}

const LONGEST = 80
const MORNING = 9

type Unit = 'minute' | 'hour' | 'day' | 'week' | 'month'
type Words = {
  /** Before a length of time. */
  within: string
  one: string
  units: Record<Unit, string>
  /** `9h` is nine o'clock here, unless it is a short while. */
  hourSign: boolean
  days: [pattern: string, days: number][]
  nextWeek: string
  nextMonth: string
  weekend: string
  /** Parts of the day: what they are called, their hour, and whether an hour said with them is after noon. */
  parts: [pattern: string, hour: number, afternoon: boolean][]
  noon: string
  /** Before an hour. */
  at: string
  weekdays: string[]
  months: string[]
  /** May stand anywhere and says nothing. */
  fillers: string
}

const WORDS: Record<string, Words> = {
  en: {
    within: 'in|for|after',
    one: 'an?|one',
    units: {
      minute: 'm|mins?|minutes?',
      hour: 'h|hrs?|hours?',
      day: 'd|days?',
      week: 'w|wks?|weeks?',
      month: 'months?',
    },
    hourSign: false,
    days: [
      ['(?:the )?day after tomorrow', 2],
      ['tomorrow|tmrw|tmr|tom', 1],
      ['today|this(?= (?:morning|afternoon|evening))|(?=tonight)', 0],
    ],
    nextWeek: 'next week',
    nextMonth: 'next month',
    weekend: '(?:this |the |next )?weekend',
    parts: [
      ['(?:in the )?morning', 9, false],
      ['(?:in the )?afternoon', 14, true],
      ['(?:in the |at )?(?:evening|night)|tonight', 18, true],
    ],
    noon: '(?:at )?(?:noon|midday)',
    at: 'at|@',
    weekdays: [
      'sun(?:day)?',
      'mon(?:day)?',
      'tue(?:s|sday)?',
      'wed(?:nesday)?',
      'thu(?:r|rs|rsday)?',
      'fri(?:day)?',
      'sat(?:urday)?',
    ],
    months: [
      'jan(?:uary)?',
      'feb(?:ruary)?',
      'mar(?:ch)?',
      'apr(?:il)?',
      'may',
      'june?',
      'july?',
      'aug(?:ust)?',
      'sept?(?:ember)?',
      'oct(?:ober)?',
      'nov(?:ember)?',
      'dec(?:ember)?',
    ],
    fillers: 'next|this|on|at|the|of|until|till|coming|in',
  },
  es: {
    within: 'en|dentro de|por',
    one: 'una?',
    units: {
      minute: 'm|min|mins|minutos?',
      hour: 'h|hs|horas?',
      day: 'd|dias?',
      week: 'sem|semanas?',
      month: 'mes|meses',
    },
    hourSign: true,
    days: [
      ['pasado manana', 2],
      ['hoy|(?=esta (?:manana|tarde|noche))', 0],
      ['manana(?! a las? \\d+ de la$)', 1],
    ],
    nextWeek: '(?:la )?(?:proxima semana|semana proxima|semana que viene)',
    nextMonth: '(?:el )?(?:proximo mes|mes proximo|mes que viene)',
    weekend: '(?:el |este )?(?:fin de semana|finde)',
    parts: [
      ['(?:por|de|en) la manana|esta manana', 9, false],
      ['(?:por|de|en) la tarde|esta tarde', 16, true],
      ['(?:por|de|en) la noche|esta noche', 20, true],
    ],
    noon: '(?:a |al )?mediodia',
    at: 'a las?',
    weekdays: [
      'dom(?:ingo)?',
      'lun(?:es)?',
      'mar(?:tes)?',
      'mie(?:rcoles)?',
      'jue(?:ves)?',
      'vie(?:rnes)?',
      'sab(?:ado)?',
    ],
    months: [
      'ene(?:ro)?',
      'feb(?:rero)?',
      'mar(?:zo)?',
      'abr(?:il)?',
      'may(?:o)?',
      'jun(?:io)?',
      'jul(?:io)?',
      'ago(?:sto)?',
      'sep(?:t|tiembre)?',
      'oct(?:ubre)?',
      'nov(?:iembre)?',
      'dic(?:iembre)?',
    ],
    fillers: 'el|la|los|de|del|que viene|proximo|este|hasta|a|y',
  },
  fr: {
    within: "dans|d'ici|pendant|pour",
    one: 'une?',
    units: {
      minute: 'm|mn|min|minutes?',
      hour: 'h|heures?',
      day: 'j|jours?',
      week: 'sem|semaines?',
      month: 'mois',
    },
    hourSign: true,
    days: [
      ['apres[- ]demain', 2],
      ['demain', 1],
      ["aujourd'hui|auj|(?=ce (?:matin|soir)|cet(?:te)? apres)", 0],
    ],
    nextWeek: '(?:la )?semaine prochaine',
    nextMonth: '(?:le )?mois prochain',
    weekend: '(?:ce |le )?week-?end',
    parts: [
      ['(?:ce |du |le |au )?matin', 9, false],
      ["(?:cet |cette |de l'|l')?apres[- ]midi", 14, true],
      ['(?:ce |du |le |au )?soir', 18, true],
    ],
    noon: '(?:a )?midi',
    at: 'a|vers',
    weekdays: [
      'dim(?:anche)?',
      'lun(?:di)?',
      'mar(?:di)?',
      'mer(?:credi)?',
      'jeu(?:di)?',
      'ven(?:dredi)?',
      'sam(?:edi)?',
    ],
    months: [
      'janv?(?:ier)?',
      'fev(?:r|rier)?',
      'mars',
      'avr(?:il)?',
      'mai',
      'juin',
      'juil(?:let)?',
      'aout',
      'sept?(?:embre)?',
      'oct(?:obre)?',
      'nov(?:embre)?',
      'dec(?:embre)?',
    ],
    fillers: "le|la|l'|de|du|prochaine?|ce|cette|jusqu'|jusque|au|a|et|er",
  },
}

const SHORT_WHILE_HOURS = 6

function inSoLong(text: string, words: Words, now: Date): Date | undefined {
  const { hour, minute } = words.units
  const mixed = new RegExp(
    `^(?:(${words.within}) )?(\\d{1,2}) ?(?:${hour}) ?(\\d{1,2})(?: ?(?:${minute}))?$`,
  ).exec(text)
  if (mixed && isWhile(mixed[1], mixed[2], words)) return later(now, 60 * Number(mixed[2]) + Number(mixed[3]))
  for (const [unit, names] of Object.entries(words.units)) {
    const match = new RegExp(`^(?:(${words.within}) )?(\\d{1,3}|${words.one}) ?(?:${names})$`).exec(text)
    if (!match) continue
    const many = /^\d/.test(match[2] ?? '') ? Number(match[2]) : 1
    if (unit === 'minute') return later(now, many)
    if (unit === 'hour') return isWhile(match[1], match[2], words) ? later(now, 60 * many) : undefined
    return unit === 'month' ? daysLater(now, 0, many) : daysLater(now, many * (unit === 'week' ? 7 : 1))
  }
  return undefined
}

// "2h" is soon; "15h" is this afternoon, where clocks are read so.
function isWhile(within: string | undefined, hours: string | undefined, { hourSign }: Words): boolean {
  return within !== undefined || !hourSign || !(Number(hours) > SHORT_WHILE_HOURS)
}

function later(now: Date, minutes: number): Date {
  return new Date(now.getTime() + minutes * 60_000)
}

function daysLater(now: Date, days: number, months = 0): Date {
  return new Date(now.getFullYear(), now.getMonth() + months, now.getDate() + days, MORNING)
}

type Day = { year: number; month: number; date: number }

/** A day and an hour, in whatever order; every word must mean something. */
function atThat(text: string, words: Words, now: Date, locale: string): Date | undefined {
  let rest = text
  const part = partOf()
  const day = dayOf()
  if (day === null) return undefined
  const time = timeOf(part)
  if (time === null || new RegExp(`^(?:(?:${words.fillers})(?: |$))*$`).test(rest) === false) return undefined
  if (!day && !time) return undefined
  return day ? on(day, time, now) : next(time ?? [MORNING, 0], now)

  function take(pattern: string): RegExpExecArray | undefined {
    const match = new RegExp(`(?<![\\p{L}\\d])(?:${pattern})(?![\\p{L}\\d])`, 'u').exec(rest)
    if (!match) return undefined
    rest = `${rest.slice(0, match.index)} ${rest.slice(match.index + match[0].length)}`
      .replace(/\s+/g, ' ')
      .trim()
    return match
  }

  function partOf(): { hour: number; afternoon: boolean; today: boolean } | undefined {
    for (const [pattern, hour, afternoon] of words.parts) {
      const match = take(pattern)
      if (match) return { hour, afternoon, today: /^(?:tonight|esta|ce|cet|cette)(?: |$)/.test(match[0]) }
    }
    return undefined
  }

  // Null: a day that there is not.
  function dayOf(): Day | undefined | null {
    const week = take(words.nextWeek) && mondayAfter(now)
    const weekday = words.weekdays.findIndex((name) => take(`(?:${name})\\.?`))
    if (weekday >= 0) return week ? plus(week, (weekday + 6) % 7) : dayAfter(now, weekday)
    if (week) return week
    for (const [pattern, days] of words.days) if (take(pattern)) return plus(dayIn(now), days)
    if (part?.today) return dayIn(now)
    if (take(words.nextMonth)) return dayIn(new Date(now.getFullYear(), now.getMonth() + 1, 1))
    if (take(words.weekend)) return dayAfter(now, 6)
    return dateOf()
  }

  function dateOf(): Day | undefined | null {
    const iso = take('(\\d{4})-(\\d{1,2})-(\\d{1,2})')
    if (iso) return real({ year: Number(iso[1]), month: Number(iso[2]) - 1, date: Number(iso[3]) })
    for (const [month, name] of words.months.entries()) {
      const match =
        take(`(\\d{1,2})(?:st|nd|rd|th|er)?(?: de| of)? (?:${name})\\.?(?: (?:de )?(\\d{4}))?`) ??
        take(`(?:${name})\\.? (\\d{1,2})(?:st|nd|rd|th)?(?: (\\d{4}))?(?!:)`)
      if (match) return coming(month, Number(match[1]), match[2])
    }
    const slashed = take('(\\d{1,2})/(\\d{1,2})(?:/(\\d{4}))?')
    if (!slashed) return undefined
    const [one, two] = [Number(slashed[1]), Number(slashed[2])]
    const monthFirst = /^en(?:-US)?$/.test(locale) && one <= 12
    return monthFirst ? coming(one - 1, two, slashed[3]) : coming(two - 1, one, slashed[3])
  }

  // Without its year, the next such day.
  function coming(month: number, date: number, said: string | undefined): Day | null {
    if (said !== undefined) return real({ year: Number(said), month, date })
    const year = now.getFullYear()
    const day = { year, month, date }
    const over = new Date(year, month, date + 1) <= now
    return real(over ? { ...day, year: year + 1 } : day)
  }

  // Null: an hour that there is not.
  function timeOf(said: typeof part): [hour: number, minute: number] | undefined | null {
    if (take(words.noon)) return [12, 0]
    const at = `(?:(?:${words.at}) )?`
    const match =
      take(`${at}(\\d{1,2})(?:[:.]| ?h ?)(\\d{2})? ?([ap])\\.?m\\.?`) ??
      take(`${at}(\\d{1,2})() ?([ap])\\.?m\\.?`) ??
      take(`${at}(\\d{1,2})(?:[:.]| ?h ?)(\\d{2})`) ??
      take(`${at}(\\d{1,2}) ?(?:h|heures?|hrs?|o'clock)`) ??
      take(`${at}(\\d{1,2})`)
    if (!match) return said && [said.hour, 0]
    const half = match[3] ?? (said && (said.afternoon ? 'p' : 'a'))
    const hour = hourOf(Number(match[1]), half, match[2] !== undefined && match[2] !== '')
    const minute = Number(match[2] ?? 0)
    return hour > 23 || minute > 59 ? null : [hour, minute]
  }
}

const EARLIEST_GUESS = 7

// "At 3" is in the afternoon; whoever writes 03:00 means the night.
function hourOf(hour: number, half: string | undefined, exact: boolean): number {
  if (half === 'p') return hour < 12 ? hour + 12 : hour
  if (half === 'a') return hour === 12 ? 0 : hour
  return !exact && hour > 0 && hour < EARLIEST_GUESS ? hour + 12 : hour
}

const SOON_HOURS = 3

function on({ year, month, date }: Day, time: [number, number] | undefined, now: Date): Date | undefined {
  const today = new Date(year, month, date).toDateString() === now.toDateString()
  if (time || !today) return new Date(year, month, date, ...(time ?? [MORNING, 0]))
  const soon = new Date(year, month, date, now.getHours() + SOON_HOURS)
  return soon.toDateString() === now.toDateString() ? soon : undefined
}

function next([hour, minute]: [number, number], now: Date): Date {
  const { year, month, date } = dayIn(now)
  const today = new Date(year, month, date, hour, minute)
  return today > now ? today : new Date(year, month, date + 1, hour, minute)
}

function dayIn(at: Date): Day {
  return { year: at.getFullYear(), month: at.getMonth(), date: at.getDate() }
}

function plus({ year, month, date }: Day, days: number): Day {
  return dayIn(new Date(year, month, date + days))
}

function dayAfter(now: Date, weekday: number): Day {
  return plus(dayIn(now), ((weekday - now.getDay() + 6) % 7) + 1)
}

function mondayAfter(now: Date): Day {
  return dayAfter(now, 1)
}

function real(day: Day): Day | null {
  const at = new Date(day.year, day.month, day.date)
  return at.getMonth() === day.month && at.getDate() === day.date ? day : null
}
