import * as z from 'zod/mini'
import { sql } from '#db/sql.ts'
import { administratorsOf, onlyAdministrators } from '#features/member/administrators.server.ts'
import { reachTable } from '#features/member/member.server.ts'
import { table } from '#sync/table.server.ts'
import type { Write } from '#sync/write.server.ts'
import {
  pendingLinkRow,
  pendingLinkType,
  type SingleSignOn,
  signInPolicyType,
  singleSignOnRow,
  singleSignOnType,
} from './sign-in.ts'

export const pendingLinkTable = table(pendingLinkType, {
  stored: z.extend(pendingLinkRow, { sealedUrl: z.string() }),
  visible: `expires_at > now() and ${onlyAdministrators('pending_link')}`,
  bootstrap: true,
})

export const signInPolicyTable = table(signInPolicyType, {
  visible: 'true',
  bootstrap: true,
  // Every socket begins again: whoever came in with too little is asked for more.
  follow: async (write) => write.changed(reachTable, await everybody(write)),
})

export const singleSignOnTable = table(singleSignOnType, {
  stored: z.extend(singleSignOnRow, { sealedSecret: z.string() }),
  visible: onlyAdministrators('single_sign_on'),
  bootstrap: true,
})

export type KeptSingleSignOn = SingleSignOn & { sealedSecret: string }

/** Another directory in the place of the last, or none. */
export async function setDirectory(write: Write, next: KeptSingleSignOn | undefined): Promise<void> {
  const [before] = await write.load(singleSignOnTable, [write.workspaceId])
  const audiences = await administratorsOf(write)
  if (next) write.save(singleSignOnTable, before, next, audiences)
  else if (before) write.remove(singleSignOnTable, before, audiences)
  else return
  const issuer = next?.issuer ?? before?.issuer ?? ''
  write.event({
    type: next ? 'sign-in.directory-set' : 'sign-in.directory-removed',
    data: { issuer },
    audited: true,
  })
}

function everybody({ workspaceId, rows }: Write): Promise<{ id: string }[]> {
  return rows(
    sql<{ id: string }>`select id from member where workspace_id = ${workspaceId} and removed_at is null`,
  )
}
