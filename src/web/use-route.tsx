import type { ListFilter } from '#features/conversation/list.ts'
import { pathOf } from '#features/conversation/paths.ts'
import { currentPlace, type Place, usePlace } from '#ui/navigation.tsx'
import { type Route, routeOf } from './routes.ts'

/** What is said of the page where the person is: whoever asks is drawn anew when the answer is another one. */
export function useRoute<T>(select: (route: Route, state: unknown) => T): T {
  return usePlace((place) => select(routeAt(place), place.state))
}

export function currentRoute(): Route {
  return routeAt(currentPlace())
}

/** The list that the page shows. */
export function filterOf(route: Route): ListFilter | undefined {
  return route.page === 'inbox' ? route.place.filter : undefined
}

let last: { place: Place; route: Route } | undefined

// Read once for each place, however many ask.
function routeAt(place: Place): Route {
  if (last?.place !== place)
    last = { place, route: keepFilter(routeOf(place.path, place.search), last?.route) }
  return last.route
}

// Along a list, its filter is one and the same.
function keepFilter(route: Route, before: Route | undefined): Route {
  if (route.page !== 'inbox' || before?.page !== 'inbox') return route
  const { filter } = before.place
  const same = pathOf({ filter: route.place.filter }) === pathOf({ filter })
  return same ? { ...route, place: { ...route.place, filter } } : route
}
