import type { Letter } from '#features/mail/letter.ts'
import type { Language } from './sign-in.ts'

export type SignInLetter = { subject: string; letter: Letter }

type Words = {
  hello(name: string): string
  reset: { subject: string; text: string; action: string; hours: string; not: string }
  verify: { subject: string; text: string; action: string; not: string }
  invite: {
    subject(by: string, workspace: string): string
    text(by: string, workspace: string): string
    what: string
    action: string
    until: string
    not: string
  }
  changed: { subject: string; text: Record<Change, string>; not: string }
}

/** What somebody is told of after it was changed: it may not have been they. */
export type Change =
  | 'password-changed'
  | 'authenticator-added'
  | 'authenticator-removed'
  | 'passkey-added'
  | 'passkey-removed'

export function resetLetter(language: Language, { name, url }: { name: string; url: string }): SignInLetter {
  const { hello, reset } = WORDS[language]
  return {
    subject: reset.subject,
    letter: {
      title: reset.subject,
      paragraphs: [hello(name), reset.text],
      action: { label: reset.action, url },
      footer: [reset.hours, reset.not],
    },
  }
}

export function verifyLetter(language: Language, { name, url }: { name: string; url: string }): SignInLetter {
  const { hello, verify } = WORDS[language]
  return {
    subject: verify.subject,
    letter: {
      title: verify.subject,
      paragraphs: [hello(name), verify.text],
      action: { label: verify.action, url },
      footer: [verify.not],
    },
  }
}

export function invitationLetter(
  language: Language,
  { by, workspace, url }: { by: string; workspace: string; url: string },
): SignInLetter {
  const { invite } = WORDS[language]
  return {
    subject: invite.subject(by, workspace),
    letter: {
      title: invite.subject(by, workspace),
      paragraphs: [invite.text(by, workspace), invite.what],
      action: { label: invite.action, url },
      footer: [invite.until, invite.not],
    },
  }
}

export function changeLetter(
  language: Language,
  { name, change, url }: { name: string; change: Change; url: string },
): SignInLetter {
  const { hello, changed, reset } = WORDS[language]
  return {
    subject: changed.subject,
    letter: {
      title: changed.subject,
      paragraphs: [hello(name), changed.text[change], changed.not],
      action: { label: reset.action, url },
      footer: [],
    },
  }
}

const WORDS: Record<Language, Words> = {
  en: {
    hello: (name) => `Hello ${name},`,
    reset: {
      subject: 'Choose a new password',
      text: 'Somebody, probably you, wants to choose a new password for your account. Everybody who is signed in with it will be signed out.',
      action: 'Choose a new password',
      hours: 'The link is good for an hour, and once.',
      not: 'If it was not you, do nothing: your password stays as it is.',
    },
    verify: {
      subject: 'Is this your address?',
      text: 'Confirm that letters to this address reach you. Then you can recover your account with it.',
      action: 'Confirm my address',
      not: 'If you did not expect this, do nothing. The link is good for a day.',
    },
    invite: {
      subject: (by, workspace) => `${by} invites you to ${workspace}`,
      text: (by, workspace) => `${by} would like you to answer customers together in ${workspace}.`,
      what: 'It is a shared inbox for the phone numbers of a team: texts and calls, one thread for each customer.',
      action: 'Join the team',
      until: 'The link is good for seven days, and once.',
      not: 'If you do not know who that is, do nothing.',
    },
    changed: {
      subject: 'How you sign in has changed',
      text: {
        'password-changed': 'The password of your account was changed.',
        'authenticator-added': 'An authenticator app was added to your account.',
        'authenticator-removed': 'The authenticator app was removed from your account.',
        'passkey-added': 'A passkey was added to your account.',
        'passkey-removed': 'A passkey was removed from your account.',
      },
      not: 'If it was not you, choose a new password at once and tell an administrator.',
    },
  },
  es: {
    hello: (name) => `Hola, ${name}:`,
    reset: {
      subject: 'Elige una contraseña nueva',
      text: 'Alguien, probablemente tú, quiere elegir una contraseña nueva para tu cuenta. Se cerrarán todas sus sesiones.',
      action: 'Elegir una contraseña nueva',
      hours: 'El enlace vale una hora y una sola vez.',
      not: 'Si no has sido tú, no hagas nada: tu contraseña sigue igual.',
    },
    verify: {
      subject: '¿Es esta tu dirección?',
      text: 'Confirma que te llegan las cartas a esta dirección. Con ella podrás recuperar tu cuenta.',
      action: 'Confirmar mi dirección',
      not: 'Si no esperabas este mensaje, no hagas nada. El enlace vale un día.',
    },
    invite: {
      subject: (by, workspace) => `${by} te invita a ${workspace}`,
      text: (by, workspace) => `${by} quiere que respondáis juntos a los clientes en ${workspace}.`,
      what: 'Es una bandeja compartida para los números de teléfono de un equipo: mensajes y llamadas, un hilo por cliente.',
      action: 'Unirme al equipo',
      until: 'El enlace vale siete días y una sola vez.',
      not: 'Si no sabes quién es, no hagas nada.',
    },
    changed: {
      subject: 'Ha cambiado tu forma de entrar',
      text: {
        'password-changed': 'Se ha cambiado la contraseña de tu cuenta.',
        'authenticator-added': 'Se ha añadido una aplicación de autenticación a tu cuenta.',
        'authenticator-removed': 'Se ha quitado la aplicación de autenticación de tu cuenta.',
        'passkey-added': 'Se ha añadido una llave de acceso a tu cuenta.',
        'passkey-removed': 'Se ha quitado una llave de acceso de tu cuenta.',
      },
      not: 'Si no has sido tú, elige enseguida una contraseña nueva y avisa a un administrador.',
    },
  },
  fr: {
    hello: (name) => `Bonjour ${name},`,
    reset: {
      subject: 'Choisissez un nouveau mot de passe',
      text: 'Quelqu’un, sans doute vous, veut choisir un nouveau mot de passe pour votre compte. Toutes ses sessions seront fermées.',
      action: 'Choisir un nouveau mot de passe',
      hours: 'Le lien est valable une heure, et une seule fois.',
      not: 'Si ce n’était pas vous, ne faites rien : votre mot de passe reste le même.',
    },
    verify: {
      subject: 'Cette adresse est-elle la vôtre ?',
      text: 'Confirmez que les messages envoyés à cette adresse vous parviennent. Vous pourrez ainsi récupérer votre compte.',
      action: 'Confirmer mon adresse',
      not: 'Si vous n’attendiez pas ce message, ne faites rien. Le lien est valable un jour.',
    },
    invite: {
      subject: (by, workspace) => `${by} vous invite dans ${workspace}`,
      text: (by, workspace) => `${by} souhaite que vous répondiez ensemble aux clients dans ${workspace}.`,
      what: 'C’est une boîte partagée pour les numéros de téléphone d’une équipe : messages et appels, un fil par client.',
      action: 'Rejoindre l’équipe',
      until: 'Le lien est valable sept jours, et une seule fois.',
      not: 'Si vous ne savez pas qui c’est, ne faites rien.',
    },
    changed: {
      subject: 'Votre façon de vous connecter a changé',
      text: {
        'password-changed': 'Le mot de passe de votre compte a été changé.',
        'authenticator-added': 'Une application d’authentification a été ajoutée à votre compte.',
        'authenticator-removed': 'L’application d’authentification a été retirée de votre compte.',
        'passkey-added': 'Une clé d’accès a été ajoutée à votre compte.',
        'passkey-removed': 'Une clé d’accès a été retirée de votre compte.',
      },
      not: 'Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe et prévenez un administrateur.',
    },
  },
}
