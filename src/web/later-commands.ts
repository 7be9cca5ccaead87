import { configureWorkspaceCommand } from '#features/access/workspace.api.ts'
import { commentCommands } from '#features/comment/comment.api.ts'
import { consentSteps, undoConsentCommand } from '#features/consent/consent.api.ts'
import { updateContactCommand } from '#features/contact/contact.api.ts'
import { linkContactCommand } from '#features/conversation/contact-link.api.ts'
import { setBesideCommand, writeDraftCommand } from '#features/draft/draft.api.ts'
import { configureInboxCommand } from '#features/inbox/inbox.api.ts'
import { setInQueueCommand } from '#features/inbox/queue.api.ts'
import {
  removePictureCommand,
  renameCommand,
  setAvailableCommand,
  setRoleCommand,
} from '#features/member/member.api.ts'
import { setStatusCommand } from '#features/member/member-status.api.ts'
import { hideTextsCommand, notifyCommand } from '#features/notification/setting.api.ts'
import { chatCommands } from '#features/team/team.api.ts'
import type { Command } from '#sync/command.ts'

/** What can be done offline, but not on the first screen. */
export const LATER_COMMANDS = [
  ...commentCommands,
  ...chatCommands,
  writeDraftCommand,
  setBesideCommand,
  updateContactCommand,
  linkContactCommand,
  ...consentSteps,
  undoConsentCommand,
  setAvailableCommand,
  renameCommand,
  removePictureCommand,
  setRoleCommand,
  configureWorkspaceCommand,
  configureInboxCommand,
  notifyCommand,
  hideTextsCommand,
  setStatusCommand,
  setInQueueCommand,
  // Each is run with the very input that it was kept with.
] as unknown as Command[]
