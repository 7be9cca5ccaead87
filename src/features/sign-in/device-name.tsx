import { useTranslations } from 'use-intl'
import type { Device } from './device.ts'

/** What a browser is called: `Chrome on Windows`. */
export function useDeviceName(): (device: Device) => string {
  const t = useTranslations('sign-in')
  return ({ browser, system }) => {
    if (browser && system) return t('device.both', { browser, system })
    return browser || system || t('device.unknown')
  }
}
