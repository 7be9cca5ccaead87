-- Under row-level security only comparisons that are marked leakproof reach an index, and that of arrays is not: a
-- conversation was found by its participants by reading all of them (24 ms among 100,000, for each received text).
-- As one text it is one step of the index.
create function participants_key(participants text[]) returns text
  language sql immutable parallel safe
  return array_to_string(participants, ',');

alter table conversation add column participants_key text not null generated always as (participants_key(participants)) stored;
alter table conversation
  add unique (workspace_id, line_id, participants_key),
  drop constraint conversation_workspace_id_line_id_participants_key;
