import { preference, usePreference } from '#ui/preference.ts'

// CH-9: some want to see tags in the list, and some want the room.
const tagsShown = preference('tags-shown', ['yes', 'no'], 'yes')

export function useTagsShown(): ReturnType<typeof usePreference<'yes' | 'no'>> {
  return usePreference(tagsShown)
}
