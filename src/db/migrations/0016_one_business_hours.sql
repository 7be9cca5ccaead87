-- An inbox is open or it is not, for calls as for everything else. What was said for calls alone holds for an inbox that had
-- not said anything; a stretch that went on into the next day is two.
update inbox i set hours = jsonb_build_object(
    'timeZone', c.hours ->> 'timeZone',
    'holidays', '[]'::jsonb,
    'week', coalesce((
      select jsonb_agg(jsonb_build_object('day', part.day, 'from', part.begins, 'to', part.ends) order by part.day, part.begins)
      from jsonb_array_elements(c.hours -> 'days') with ordinality as sunday_first(spans, number)
      cross join jsonb_array_elements(spans) as span
      cross join lateral (values (span ->> 'from', span ->> 'to', (number - 2 + 7)::int % 7 + 1)) as told(begins, ends, day)
      cross join lateral (
        select told.day, told.begins, case when told.begins < told.ends then told.ends else '24:00' end as ends
        union all
        select told.day % 7 + 1, '00:00', told.ends where told.begins >= told.ends and told.ends > '00:00'
      ) as part
    ), '[]'::jsonb))
from inbox_calling c
where c.workspace_id = i.workspace_id and c.id = i.id and c.hours is not null and i.hours is null;

alter table inbox_calling drop column hours;
