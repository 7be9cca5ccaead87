import { type Database, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { deviceOf } from '#features/sign-in/device.ts'
import {
  type Factors,
  type Method,
  SESSION_IDLE_MS,
  type SecondFactor,
  type Session,
} from '#features/sign-in/sign-in.ts'

import type { Person } from './sign-in-auth.ts'

// What sign-in keeps of people, beside what the library itself asks for.

export type Membership = {
  workspaceId: string
  memberId: string
  role: 'owner' | 'admin' | 'member'
  demo: boolean
  secondFactor: SecondFactor
}

/** Where somebody belongs: the workspace of their own before the demo. */
export async function membershipOf(db: Database, userId: string): Promise<Membership | undefined> {
  const [first] = await ownerRows(
    db,
    sql<Membership>`select s.workspace_id as "workspaceId", s.member_id as "memberId", m.role, w.demo,
        coalesce(p.second_factor, 'offered') as "secondFactor"
      from auth.membership s
      join member m on m.workspace_id = s.workspace_id and m.id = s.member_id and m.removed_at is null
      join workspace w on w.workspace_id = s.workspace_id
      left join sign_in_policy p on p.workspace_id = s.workspace_id
      where s.user_id = ${userId} order by w.demo, s.workspace_id limit 1`,
  )
  return first
}

/** Whether somebody is a member of this workspace and of no other one. */
export async function belongsOnlyTo(db: Database, userId: string, workspaceId: string): Promise<boolean> {
  const rows = await ownerRows(
    db,
    sql<{ id: string }>`select workspace_id as id from auth.membership where user_id = ${userId}`,
  )
  return rows.length === 1 && rows[0]?.id === workspaceId
}

export async function userOf(db: Database, email: string): Promise<{ id: string } | undefined> {
  const [user] = await ownerRows(
    db,
    sql<{ id: string }>`select id from auth."user" where email = ${email.trim().toLowerCase()}`,
  )
  return user
}

export async function userOfPasskey(db: Database, credentialId: string): Promise<{ id: string } | undefined> {
  const [user] = await ownerRows(
    db,
    sql<{ id: string }>`select "userId" as id from auth.passkey where "credentialID" = ${credentialId}`,
  )
  return user
}

/** The account of an active member of this workspace. */
export async function userOfMember(
  db: Database,
  workspaceId: string,
  memberId: string,
): Promise<string | undefined> {
  const [member] = await ownerRows(
    db,
    sql<{ userId: string }>`select user_id as "userId" from member
      where workspace_id = ${workspaceId} and id = ${memberId} and removed_at is null and user_id is not null`,
  )
  return member?.userId
}

export async function personOf(db: Database, userId: string): Promise<Person> {
  const [person] = await ownerRows(
    db,
    sql<Person>`select id, name, email, "emailVerified" from auth."user" where id = ${userId}`,
  )
  if (!person) throw new Error('A session is always somebody’s')
  return person
}

export async function sessionsOf(db: Database, userId: string, currentId: string): Promise<Session[]> {
  type Row = { id: string; userAgent: string | null; method: Method; createdAt: string; lastUsedAt: string }
  const rows = await ownerRows(
    db,
    sql<Row>`select id, "userAgent", method, "createdAt", "updatedAt" as "lastUsedAt" from auth.session
      where "userId" = ${userId} and "expiresAt" > now() order by "updatedAt" desc`,
  )
  return rows.map(({ userAgent, ...session }) => ({
    ...session,
    ...deviceOf(userAgent ?? ''),
    current: session.id === currentId,
  }))
}

/** The sessions of a person that have not ended. */
export async function openSessionsOf(db: Database, userId: string): Promise<string[]> {
  const rows = await ownerRows(
    db,
    sql<{ id: string }>`select id from auth.session where "userId" = ${userId} and "expiresAt" > now()`,
  )
  return rows.map(({ id }) => id)
}

/** Whether a session is still of use: neither ended, nor too old, nor left alone for too long. */
export async function isSessionOpen(db: Database, id: string): Promise<boolean> {
  const [open] = await ownerRows(
    db,
    sql<{ id: string }>`select id from auth.session where id = ${id} and "expiresAt" > now()
      and "updatedAt" > now() - ${SESSION_IDLE_MS} * interval '1 millisecond'`,
  )
  return open !== undefined
}

/** Ends one session of a person, or all but one. Answers how many there were. */
export async function endSessions(
  db: Database,
  userId: string,
  which: { id: string } | { allBut: string },
): Promise<number> {
  const ended =
    'id' in which
      ? await ownerRows(
          db,
          sql<{
            id: string
          }>`delete from auth.session where "userId" = ${userId} and id = ${which.id} returning id`,
        )
      : await ownerRows(
          db,
          sql<{
            id: string
          }>`delete from auth.session where "userId" = ${userId} and id <> ${which.allBut} returning id`,
        )
  return ended.length
}

const CODE_LIVES_MS = 5 * 60_000

/** Uses up a code of somebody's authenticator. False when it was used before. */
export async function useCode(db: Database, userId: string, code: string): Promise<boolean> {
  await ownerRows(
    db,
    sql`delete from auth.used_code where user_id = ${userId} and used_at < now() - ${CODE_LIVES_MS} * interval '1 millisecond'`,
  )
  const [used] = await ownerRows(
    db,
    sql<{ code: string }>`insert into auth.used_code (user_id, code) values (${userId}, ${code})
      on conflict do nothing returning code`,
  )
  return used !== undefined
}

export async function isCodeUsed(db: Database, userId: string, code: string): Promise<boolean> {
  const used = await ownerRows(
    db,
    sql`select from auth.used_code where user_id = ${userId} and code = ${code}
      and used_at > now() - ${CODE_LIVES_MS} * interval '1 millisecond'`,
  )
  return used.length > 0
}

export async function noteUse(db: Database, sessionId: string): Promise<void> {
  await ownerRows(db, sql`update auth.session set "updatedAt" = now() where id = ${sessionId}`)
}

export async function noteConfirmed(db: Database, sessionId: string): Promise<void> {
  await ownerRows(db, sql`update auth.session set "confirmedAt" = now() where id = ${sessionId}`)
}

/** The session in which a passkey was made is from then on as good as one that it opened. */
export async function strengthen(db: Database, sessionId: string): Promise<void> {
  await ownerRows(
    db,
    sql`update auth.session set method = 'passkey' where id = ${sessionId} and method = 'password'`,
  )
}

export async function declineSecondFactor(db: Database, userId: string): Promise<void> {
  await ownerRows(db, sql`update auth."user" set "secondFactorDeclinedAt" = now() where id = ${userId}`)
}

export async function hasDeclined(db: Database, userId: string): Promise<boolean> {
  const [row] = await ownerRows(
    db,
    sql<{ declined: boolean }>`select "secondFactorDeclinedAt" is not null as declined from auth."user"
      where id = ${userId}`,
  )
  return row?.declined ?? false
}

export type KnownFactors = Omit<Factors, 'recoveryCodesLeft'>

export async function factorsOf(db: Database, userId: string): Promise<KnownFactors> {
  type Row = Omit<KnownFactors, 'passkeys'> & { passkeys: KnownFactors['passkeys'] | null }
  const [row] = await ownerRows(
    db,
    sql<Row>`select u.email, u."emailVerified", u."twoFactorEnabled" as authenticator,
        exists (select from auth.account a where a."userId" = u.id and a.password is not null) as password,
        (select jsonb_agg(jsonb_build_object('id', p.id, 'name', coalesce(p.name, ''), 'createdAt', p."createdAt")
          order by p."createdAt") from auth.passkey p where p."userId" = u.id) as passkeys
      from auth."user" u where u.id = ${userId}`,
  )
  if (!row) throw new Error('A session is always somebody’s')
  return { ...row, passkeys: row.passkeys ?? [] }
}
