import type { Notification } from './notification.ts'
import type { NotificationSetting } from './settings.ts'

type Language = NotificationSetting['language']

type Words = {
  what: Record<Notification['kind'], (who: string, times: number) => string>
  ring: {
    calls(who: string, inbox: string): string
    open: string
    asks: Record<'transfer' | 'consult' | 'add', (who: string) => string>
    back: string
    answered(who: string): string
    answeredByYou: string
    over: string
    anonymous: string
    hidden: string
  }
  somebody: string
  files(count: number): string
  /** Where nothing of what was said may be shown. */
  hidden: { title: string; text: string; subject(inbox: string): string }
  mail: { open: string; why(inbox: string): string; settings: string; mute: string }
  test: { subject: string; text: string }
}

/** The words of mails and of what is pushed: they leave the product, so the browser's are no help. */
export function wordsIn(language: Language): Words {
  return WORDS[language]
}

/** What one was told, in a line: what happened, and who did it. */
export function whatOf(
  words: Words,
  { kind, times }: Pick<Notification, 'kind' | 'times'>,
  actor: string | undefined,
): string {
  return words.what[kind](actor ?? words.somebody, times)
}

/** The first words of what was said, or what came without any. */
export function saidIn(words: Words, { text, files }: Pick<Notification, 'text' | 'files'>): string {
  return text || (files > 0 ? words.files(files) : '')
}

const WORDS: Record<Language, Words> = {
  en: {
    what: {
      mine: (_, times) => (times === 1 ? 'New message' : `${times} new messages`),
      unassigned: (_, times) => (times === 1 ? 'New message' : `${times} new messages`),
      others: (_, times) => (times === 1 ? 'New message' : `${times} new messages`),
      assigned: (who) => `${who} assigned this to you`,
      mention: (who) => `${who} mentioned you`,
      missed: () => 'Missed call',
      voicemail: () => 'New voicemail',
      failed: () => 'Your message was not delivered',
      chat: (who) => `${who} wrote to the team`,
      test: () => 'This is a test',
    },
    ring: {
      calls: (who, inbox) => `${who} is calling ${inbox}`,
      open: 'Open to answer',
      asks: {
        transfer: (who) => `${who} hands this call over to you`,
        consult: (who) => `${who} asks you about this call`,
        add: (who) => `${who} asks you to come along`,
      },
      back: 'Nobody took this call: it is back with you',
      answered: (who) => `${who} answered`,
      answeredByYou: 'You answered on another device',
      over: 'It does not ring any more',
      anonymous: 'Anonymous',
      hidden: 'Somebody is calling',
    },
    somebody: 'Somebody',
    files: (count) => (count === 1 ? 'An attachment' : `${count} attachments`),
    hidden: {
      title: 'Centralita',
      text: 'There is something new for you',
      subject: (inbox) => `Something new in ${inbox}`,
    },
    mail: {
      open: 'Open the conversation',
      why: (inbox) => `You get this letter because you are in ${inbox} and chose to be told by mail.`,
      settings: 'Choose what you are told of',
      mute: 'No more letters about this conversation',
    },
    test: {
      subject: 'A test of your notifications',
      text: 'Letters about what happens in Centralita reach you. Nothing else has happened.',
    },
  },
  es: {
    what: {
      mine: (_, times) => (times === 1 ? 'Mensaje nuevo' : `${times} mensajes nuevos`),
      unassigned: (_, times) => (times === 1 ? 'Mensaje nuevo' : `${times} mensajes nuevos`),
      others: (_, times) => (times === 1 ? 'Mensaje nuevo' : `${times} mensajes nuevos`),
      assigned: (who) => `${who} te asignó esta conversación`,
      mention: (who) => `${who} te mencionó`,
      missed: () => 'Llamada perdida',
      voicemail: () => 'Mensaje de voz nuevo',
      failed: () => 'Tu mensaje no se entregó',
      chat: (who) => `${who} escribió al equipo`,
      test: () => 'Esto es una prueba',
    },
    ring: {
      calls: (who, inbox) => `${who} llama a ${inbox}`,
      open: 'Abre para contestar',
      asks: {
        transfer: (who) => `${who} te pasa esta llamada`,
        consult: (who) => `${who} te consulta sobre esta llamada`,
        add: (who) => `${who} te pide que te unas`,
      },
      back: 'Nadie tomó esta llamada: vuelve a ser tuya',
      answered: (who) => `${who} contestó`,
      answeredByYou: 'Contestaste en otro dispositivo',
      over: 'Ya no suena',
      anonymous: 'Número oculto',
      hidden: 'Alguien está llamando',
    },
    somebody: 'Alguien',
    files: (count) => (count === 1 ? 'Un adjunto' : `${count} adjuntos`),
    hidden: {
      title: 'Centralita',
      text: 'Hay algo nuevo para ti',
      subject: (inbox) => `Novedades en ${inbox}`,
    },
    mail: {
      open: 'Abrir la conversación',
      why: (inbox) => `Recibes esta carta porque estás en ${inbox} y elegiste que se te avise por correo.`,
      settings: 'Elegir de qué se te avisa',
      mute: 'No más cartas sobre esta conversación',
    },
    test: {
      subject: 'Una prueba de tus notificaciones',
      text: 'Las cartas sobre lo que pasa en Centralita te llegan. No ha pasado nada más.',
    },
  },
  fr: {
    what: {
      mine: (_, times) => (times === 1 ? 'Nouveau message' : `${times} nouveaux messages`),
      unassigned: (_, times) => (times === 1 ? 'Nouveau message' : `${times} nouveaux messages`),
      others: (_, times) => (times === 1 ? 'Nouveau message' : `${times} nouveaux messages`),
      assigned: (who) => `${who} vous a attribué cette conversation`,
      mention: (who) => `${who} vous a mentionné`,
      missed: () => 'Appel manqué',
      voicemail: () => 'Nouveau message vocal',
      failed: () => 'Votre message n’a pas été distribué',
      chat: (who) => `${who} a écrit à l’équipe`,
      test: () => 'Ceci est un essai',
    },
    ring: {
      calls: (who, inbox) => `${who} appelle ${inbox}`,
      open: 'Ouvrez pour répondre',
      asks: {
        transfer: (who) => `${who} vous transfère cet appel`,
        consult: (who) => `${who} vous consulte au sujet de cet appel`,
        add: (who) => `${who} vous demande de vous joindre à l’appel`,
      },
      back: 'Personne n’a pris cet appel : il vous revient',
      answered: (who) => `${who} a répondu`,
      answeredByYou: 'Vous avez répondu sur un autre appareil',
      over: 'Cela ne sonne plus',
      anonymous: 'Numéro masqué',
      hidden: 'Quelqu’un appelle',
    },
    somebody: 'Quelqu’un',
    files: (count) => (count === 1 ? 'Une pièce jointe' : `${count} pièces jointes`),
    hidden: {
      title: 'Centralita',
      text: 'Il y a du nouveau pour vous',
      subject: (inbox) => `Du nouveau dans ${inbox}`,
    },
    mail: {
      open: 'Ouvrir la conversation',
      why: (inbox) =>
        `Vous recevez ce message parce que vous êtes dans ${inbox} et avez choisi d’être averti par courriel.`,
      settings: 'Choisir ce dont vous êtes averti',
      mute: 'Plus de messages au sujet de cette conversation',
    },
    test: {
      subject: 'Un essai de vos notifications',
      text: 'Les messages sur ce qui se passe dans Centralita vous parviennent. Rien d’autre ne s’est passé.',
    },
  },
}
