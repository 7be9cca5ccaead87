import { MonitorSmartphone } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Store } from '#sync/store.ts'
import { useRow, useRows, useSync } from '#sync/sync.tsx'
import type { View } from '#sync/view.ts'
import { Button } from '#ui/Button.tsx'
import { Panel } from '#ui/Panel.tsx'
import { toasts } from '#ui/toasts.ts'
import { useWhen } from '#ui/When.tsx'
import { askPermission, usePermission } from './desktop.tsx'
import { type Device, deviceType, notificationWorkspaceType } from './device.ts'
import { TrialButton } from './Trials.tsx'
import { canPush, subscribeHere, thisDeviceId, unsubscribeHere } from './this-device.tsx'

/** NO-8: what this browser may show, and which devices are pushed to. */
export function Devices() {
  const t = useTranslations('notification')
  const devices = useDevices()
  const here = devices.find(({ id }) => id === thisDeviceId())
  return (
    <Panel title={t('devices.title')} text={t('devices.text')}>
      <ThisBrowser subscribed={here !== undefined} />
      {devices.length > 0 && (
        <ul className="mt-4">
          {devices.map((device) => (
            <DeviceRow key={device.id} device={device} here={device === here} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

function ThisBrowser({ subscribed }: { subscribed: boolean }) {
  const t = useTranslations('notification')
  const { connection } = useSync()
  const allowed = usePermission()
  const pushKey = useRow(notificationWorkspaceType, connection.me()?.workspaceId)?.pushKey
  const [busy, setBusy] = useState(false)
  return (
    <div className="rounded-lg border border-line p-4">
      <p className="font-medium">{t('devices.thisBrowser')}</p>
      <output className="mt-0.5 block text-muted">{t(`permission.${allowed}`)}</output>
      <div className="mt-3 flex flex-wrap gap-2 empty:hidden">
        {allowed === 'default' && (
          <Button look="primary" onClick={() => void askPermission()}>
            {t('devices.allow')}
          </Button>
        )}
        {canPush() && allowed !== 'denied' && !subscribed && (
          <Button disabled={busy || pushKey === undefined} onClick={subscribe}>
            {t('devices.subscribe')}
          </Button>
        )}
        {subscribed && (
          <Button onClick={() => void unsubscribeHere(connection)}>{t('devices.unsubscribe')}</Button>
        )}
        <TrialButton medium="desktop" />
      </div>
    </div>
  )

  function subscribe(): void {
    if (pushKey === undefined) return
    setBusy(true)
    void subscribeHere(connection, pushKey).then((outcome) => {
      setBusy(false)
      if (outcome === 'subscribed') toasts.say(t('devices.subscribed'))
      else toasts.problem(t(`subscribing.${outcome}`))
    })
  }
}

function DeviceRow({ device: { id, name, createdAt, usedAt }, here }: { device: Device; here: boolean }) {
  const t = useTranslations('notification')
  const when = useWhen()
  const { connection } = useSync()
  const remove = () =>
    here ? unsubscribeHere(connection) : connection.call('notification.unsubscribe', { id })
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line py-2">
      <MonitorSmartphone aria-hidden="true" className="size-4 shrink-0 text-muted" />
      <div className="min-w-40 flex-1">
        <p>
          {name}
          {here && <span className="text-muted"> · {t('devices.here')}</span>}
        </p>
        <p className="tabular text-xs text-muted">
          {usedAt
            ? t('devices.used', { when: when.moment(usedAt) })
            : t('devices.since', { when: when.moment(createdAt) })}
        </p>
      </div>
      <TrialButton medium="push" deviceId={id} />
      <Button onClick={() => void remove()}>{t('devices.remove')}</Button>
    </li>
  )
}

function useDevices(): readonly Device[] {
  const { store } = useSync()
  return useRows(deviceType, viewOf(store))
}

const views = new WeakMap<Store, View<Device>>()

function viewOf(store: Store): View<Device> {
  const before = (a: Device, b: Device) => a.id > b.id
  const known = views.get(store) ?? store.view(deviceType, { where: () => true, before })
  views.set(store, known)
  return known
}
