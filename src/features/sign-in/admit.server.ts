import { sql } from '#db/sql.ts'
import { memberTable } from '#features/member/member.server.ts'
import type { Member } from '#features/member/member.ts'
import type { Write } from '#sync/write.server.ts'

export type NewMember = Pick<Member, 'id' | 'name' | 'email' | 'role'> & {
  passwordHash: string
  /** Whether it is known that letters to the address reach them. */
  proven?: boolean
}

/** Lets a person sign in as a member of this workspace. False when somebody has the address already. */
export async function admit(
  write: Write,
  { id, name, email, passwordHash, proven = true }: NewMember,
): Promise<boolean> {
  const row = await write.one(
    sql<{
      admitted: boolean
    }>`select admit(${id}, ${id}, ${name}, ${email}, ${passwordHash}, ${proven}) as admitted`,
  )
  return row?.admitted ?? false
}

/** A member who was admitted. */
export async function addMember(
  write: Write,
  { id, name, email, role }: Pick<Member, 'id' | 'name' | 'email' | 'role'>,
): Promise<void> {
  await write.rows(
    sql`insert into member (workspace_id, id, user_id, name, email, role, created_at)
      values (${write.workspaceId}, ${id}, ${id}, ${name}, ${email}, ${role}, ${write.now})`,
  )
  write.changed(memberTable, [{ id, name, email, role, picture: null, available: true, removedAt: null }])
  write.event({ type: 'member.added', subjectId: id, data: { name, role }, audited: true })
}
