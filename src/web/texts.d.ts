import access from '../features/access/locales/en.json' with { type: 'json' }
import apiKey from '../features/api-key/locales/en.json' with { type: 'json' }
import audit from '../features/audit/locales/en.json' with { type: 'json' }
import call from '../features/call/locales/en.json' with { type: 'json' }
import comment from '../features/comment/locales/en.json' with { type: 'json' }
import connection from '../features/connection/locales/en.json' with { type: 'json' }
import consent from '../features/consent/locales/en.json' with { type: 'json' }
import contact from '../features/contact/locales/en.json' with { type: 'json' }
import conversation from '../features/conversation/locales/en.json' with { type: 'json' }
import draft from '../features/draft/locales/en.json' with { type: 'json' }
import handset from '../features/handset/locales/en.json' with { type: 'json' }
import inbox from '../features/inbox/locales/en.json' with { type: 'json' }
import invitation from '../features/invitation/locales/en.json' with { type: 'json' }
import message from '../features/message/locales/en.json' with { type: 'json' }
import notification from '../features/notification/locales/en.json' with { type: 'json' }
import onboarding from '../features/onboarding/locales/en.json' with { type: 'json' }
import presence from '../features/presence/locales/en.json' with { type: 'json' }
import search from '../features/search/locales/en.json' with { type: 'json' }
import segment from '../features/segment/locales/en.json' with { type: 'json' }
import signIn from '../features/sign-in/locales/en.json' with { type: 'json' }
import tag from '../features/tag/locales/en.json' with { type: 'json' }
import team from '../features/team/locales/en.json' with { type: 'json' }
import workspace from '../features/workspace/locales/en.json' with { type: 'json' }
import ui from '../ui/locales/en.json' with { type: 'json' }
import web from './locales/en.json' with { type: 'json' }
import settings from './settings/locales/en.json' with { type: 'json' }

// What may be asked for in a component is what the English catalogues hold.
declare module 'use-intl' {
  interface AppConfig {
    Messages: {
      access: typeof access
      'api-key': typeof apiKey
      audit: typeof audit
      call: typeof call
      comment: typeof comment
      connection: typeof connection
      consent: typeof consent
      contact: typeof contact
      conversation: typeof conversation
      draft: typeof draft
      handset: typeof handset
      inbox: typeof inbox
      invitation: typeof invitation
      message: typeof message
      notification: typeof notification
      onboarding: typeof onboarding
      search: typeof search
      segment: typeof segment
      settings: typeof settings
      'sign-in': typeof signIn
      presence: typeof presence
      workspace: typeof workspace
      tag: typeof tag
      team: typeof team
      ui: typeof ui
      web: typeof web
    }
  }
}
