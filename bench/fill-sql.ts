import { propertyLabel } from '#features/contact/contact.ts'
import type { Amounts } from './fill.ts'

/** Where the rows go: Ada and Ben share Support; Ada is in Sales too. */
export type Place = {
  workspaceId: string
  ada: string
  ben: string
  support: { id: string; line: { id: string } }
  sales: { id: string; line: { id: string } }
}

// Rows are made by Postgres itself, from numbers: conversation n is the same in every run. Its chance is a hash, so that
// what two columns say has nothing to do with each other.

const MINUTE = "interval '1 minute'"

/** Contacts and their conversations: the first is the newest, and each one before it some minutes older. */
export function fillConversations(
  { workspaceId, ada, ben, support, sales }: Place,
  { conversations, messages }: Amounts,
): string[] {
  const each = Math.ceil(messages / conversations)
  const numbers = `generate_series(1, ${conversations}) as n`
  const old = `now() - n * 7 * ${MINUTE}`
  return [
    `insert into contact (workspace_id, id, name, company, properties, created_at, updated_at)
      select '${workspaceId}', ${id('1', 'n')}, ${rarely('n', 1, 0.15)} then null else ${nameOf('n')} end,
        ${rarely('n', 2, 0.6)} then null else ${companyOf('n')} end,
        ${rarely('n', 11, 0.1)} then '${JSON.stringify({ [COMMON.property.name]: COMMON.property.value })}' else '{}' end::jsonb, ${old}, ${old} from ${numbers}`,
    `insert into contact_address (workspace_id, address, contact_id)
      select '${workspaceId}', ${phone('n')}, ${id('1', 'n')} from ${numbers}`,
    `insert into tag (workspace_id, id, name, color)
      select '${workspaceId}', ${id('3', 'n')}, 'Tag ' || n, 'blue' from generate_series(1, ${TAGS}) as n`,
    `insert into conversation (workspace_id, id, inbox_id, line_id, contact_id, participants, display, status, unread,
        assignee_id, waiting_since, tag_ids, contact_labels, item_seq, inbound_seq, outbound_seq, preview,
        last_activity_at, created_at, updated_at)
      select '${workspaceId}', ${id('2', 'n')}, ${isSales('n')} then '${sales.id}'::uuid else '${support.id}' end,
        ${isSales('n')} then '${sales.line.id}'::uuid else '${support.line.id}' end, ${id('1', 'n')},
        array[${phone('n')}], ${shownPhone('n')}, status, status = 'open' and ${chance('n', 5)} < 0.2,
        ${rarely('n', 6, 0.5)} then null ${rarely('n', 7, 0.5, 'when')} then '${ada}'::uuid else '${ben}' end,
        case when status = 'open' and ${chance('n', 8)} < 0.3 then ${old} end,
        ${rarely('n', 9, 0.4)} then '{}' else array[${id('3', `1 + n % ${TAGS}`)}] end,
        ${rarely('n', 2, 0.6)} then '{}' else array['company:' || lower(${companyOf('n')})] end
          || ${rarely('n', 11, 0.1)} then array['${propertyLabel(COMMON.property.name, COMMON.property.value)}'] else '{}' end::text[],
        ${each}, ${each}, greatest(${each} - 1, 0),
        jsonb_build_object('direction', 'in', 'text', ${textOf(`n + ${each}::bigint * 7919`)}, 'media', 0, 'authorId', null),
        ${old}, ${old}, ${old}
      from ${numbers}, lateral (select ${rarely('n', 4, 0.6)} then 'done' ${rarely('n', 10, 0.02, 'when')} then 'spam'
        else 'open' end as status) s`,
    `insert into conversation_label (workspace_id, conversation_id, label, inbox_id, shelf, last_activity_at)
      select workspace_id, id, label, inbox_id, shelf, last_activity_at
      from conversation, unnest(contact_labels || array(select 'tag:' || tag_id from unnest(tag_ids) as tag_id)) as label
      where workspace_id = '${workspaceId}'`,
  ]
}

/** Messages, the same number in each conversation, by turns from the customer and from Ada. */
export function fillMessages({ workspaceId, ada }: Place, { conversations, messages }: Amounts): string[] {
  const each = Math.ceil(messages / conversations)
  return Array.from(
    { length: each },
    (
      _,
      index,
    ) => `insert into message (workspace_id, id, conversation_id, line_id, seq, direction, text, status,
        provider_message_id, author_id, via, created_at, updated_at)
      select workspace_id, ${id('4', `n + ${index}::bigint * ${conversations}`)}, id, line_id, ${index + 1},
        ${isOurs(index, each) ? `'out', ${textOf(`n + ${index + 1}::bigint * 7919`)}, 'delivered'` : `'in', ${textOf(`n + ${index + 1}::bigint * 7919`)}, 'received'`},
        'SM' || md5(n || '.' || ${index}), ${isOurs(index, each) ? `'${ada}'::uuid, 'app'` : `null, 'customer'`},
        last_activity_at - ${each - 1 - index} * ${MINUTE}, last_activity_at
      from (select workspace_id, id, line_id, last_activity_at, ${numberIn('id')} as n from conversation
        where workspace_id = '${workspaceId}') c where n + ${index}::bigint * ${conversations} <= ${messages}`,
  )
}

/** What Ada has pinned, and the counters. */
export function fillRest({ workspaceId, ada, support }: Place): string[] {
  return [
    `insert into conversation_member (workspace_id, id, conversation_id, member_id, inbox_id, pin)
      select workspace_id, pair_id(id, '${ada}'), id, '${ada}', inbox_id, row_number() over ()
      from (select * from conversation where workspace_id = '${workspaceId}' and inbox_id = '${support.id}'
        and shelf = 'open' order by last_activity_at limit 5) c`,
    `update inbox_counter k set open = c.open, unread = c.unread, unassigned = c.unassigned from (
        select inbox_id, count(*) filter (where shelf = 'open') as open, count(*) filter (where unread) as unread,
          count(*) filter (where shelf = 'open' and assignee_id is null) as unassigned
        from conversation where workspace_id = '${workspaceId}' group by 1) c
      where k.workspace_id = '${workspaceId}' and k.id = c.inbox_id`,
  ]
}

const TAGS = 4
/** What lists are asked for that are as long as the workspace is large. */
export const COMMON = { company: 'Northwind Traders', property: { name: 'plan', value: 'gold' } }

// The last word is the customer's.
function isOurs(index: number, each: number): boolean {
  return (each - 1 - index) % 2 === 1
}

/** A UUIDv7 of a kind and a number: whoever knows both knows the id. */
function id(kind: string, number: string): string {
  return `('0198f0f00000700${kind}8' || lpad(to_hex((${number})::bigint), 15, '0'))::uuid`
}

function numberIn(id: string): string {
  return `('x' || right(replace(${id}::text, '-', ''), 15))::bit(60)::bigint`
}

/** From 0 up to 1, for a number and what it is asked for. */
function chance(number: string, what: number): string {
  return `((hashint8extended((${number})::bigint, ${what}) & 16777215) / 16777216.0)`
}

function rarely(number: string, what: number, share: number, word = 'case when'): string {
  return `${word} ${chance(number, what)} < ${share}`
}

function isSales(number: string): string {
  return rarely(number, 3, 0.3)
}

function phone(number: string): string {
  return `'+1' || (2000000000 + (${number})::bigint * 17)`
}

function shownPhone(number: string): string {
  return `to_char(2000000000 + (${number})::bigint * 17, '"("FM000") "FM000"-"FM0000')`
}

function nameOf(number: string): string {
  return `${pick(FIRST_NAMES, number, 21)} || ' ' || ${pick(LAST_NAMES, number, 22)}`
}

// One is everybody's customer.
function companyOf(number: string): string {
  return `${rarely(number, 12, 0.1)} then '${COMMON.company}' else ${pick(LAST_NAMES, number, 23)} || ' ' || ${pick(TRADES, number, 24)} end`
}

function textOf(number: string): string {
  return `${pick(OPENINGS, number, 31)} || ' ' || ${pick(MATTERS, number, 32)} || ' ' || ${pick(DETAILS, number, 33)}
    || (1000 + (${number})::bigint % 9000) || ${pick(ENDINGS, number, 34)}`
}

function pick(words: string[], number: string, what: number): string {
  const quoted = words.map((word) => `'${word.replaceAll("'", "''")}'`)
  return `(array[${quoted.join(', ')}])[1 + floor(${chance(number, what)} * ${words.length})::int]`
}

const FIRST_NAMES =
  'Dora Emil Farah Gus Hana Ivo Jun Kemal Lina Marek Noor Olga Pablo Qiana Rosa Samir Tara Uma Viktor Wanda Xenia Yusuf Zoe Björn'.split(
    ' ',
  )
const LAST_NAMES =
  'Abara Brandt Castillo Dubois Eriksen Fontaine García Haddad Ivanova Jansen Kowalski Lindqvist Moreau Nakamura Okafor Petrov Quispe Rossi Schmidt Tanaka Ueda Vargas Weber Yilmaz'.split(
    ' ',
  )
const TRADES = [
  'Plumbing',
  'Dental',
  'Logistics',
  'Bakery',
  'Law',
  'Cycles',
  'Studio',
  'Roofing',
  'Clinic',
  'Farm',
]
const OPENINGS = [
  ...['Hello,', 'Hi there!', 'Good morning.', 'Sorry for the delay.', 'Thanks a lot!', 'Hola,', 'Bonjour,'],
  ...['Quick question:', 'As we said yesterday,', 'I tried to call you.', 'Okay.', 'One more thing:'],
]
const MATTERS = [
  ...[
    'is my order ready',
    'the bike makes a noise again',
    'can we move the appointment',
    'the invoice looks wrong',
  ],
  ...['do you deliver on Saturday', 'the parcel has not arrived', 'could somebody call me back'],
  ...['I would like a quote for the kitchen', 'the key does not fit', 'are you open on the holiday'],
  ...[
    'please cancel the second one',
    'which size do you have left',
    'mi pedido llegó roto',
    'le devis est signé',
  ],
  ...['we need twelve chairs by Friday', 'the heating is off in the whole house'],
]
const DETAILS = [
  ...['— number ', 'for order ', '(ticket ', 'at number ', 'since visit ', 'under reference ', 'in flat '],
]
const ENDINGS = [
  ...[
    '. Thank you!',
    '?',
    '. Any time after five is fine.',
    ', if that is possible.',
    ' 🙏',
    ') please.',
    '.',
  ],
  ...['. I am in front of the shop now.', '. My number is the same as before.', '… no hurry.', ' 👍', '!'],
]
