import type { Failure, FailureCode } from '#channel/failure.ts'

/** What Twilio's numbers mean, from its error dictionary (https://www.twilio.com/docs/api/errors). */
const MEANINGS: Partial<Record<FailureCode, number[]>> = {
  'unknown-number': [21211, 21214, 21217, 21401, 21604, 21614, 30005, 63003, 63024],
  unreachable: [30003],
  landline: [21635, 30006],
  'blocked-by-carrier': [30004, 30007, 30450, 63013],
  'opted-out': [21610, 63014, 63033],
  'not-registered': [30018, 30024, 30032, 30033, 30034, 30035],
  'not-allowed': [
    ...[21212, 21219, 21265, 21266, 21408, 21601, 21603, 21606, 21607, 21608, 21612],
    ...[21659, 21660, 21661, 21701, 21702, 21703, 21704, 21705, 21711, 21712, 63016],
  ],
  'media-rejected': [11751, 12300, 21620, 21621, 21622, 21623, 30011, 30019, 63019, 63021, 63034],
  'too-long': [21605, 21617],
  'empty-message': [21602],
  unauthorized: [20003, 20006, 20008, 20101, 20102, 20103, 20104, 20105, 20106, 20107],
  'no-credit': [10001, 20005, 30002, 90010],
  'rate-limited': [14107, 20429, 21611, 30001, 30022, 30023, 30027, 63017, 63018, 63038],
  'provider-unavailable': [20500, 20503, 30017, 30020, 30021, 30410, 63009, 63010, 63012],
  expired: [30036],
}

const BY_NUMBER = new Map(
  // Object.entries forgets what its keys are; MEANINGS says so above.
  (Object.entries(MEANINGS) as [FailureCode, number[]][]).flatMap(([code, numbers]) =>
    numbers.map((number) => [String(number), code] as const),
  ),
)

/** Twilio's `number` in our words; `otherwise` when it tells us nothing. */
export function failureOf(
  number: string | number | null | undefined,
  otherwise: FailureCode = 'unknown',
): Failure {
  const providerCode = /^\d{1,6}$/.exec(String(number))?.[0]
  if (!providerCode) return { code: otherwise }
  return { code: BY_NUMBER.get(providerCode) ?? otherwise, providerCode }
}
