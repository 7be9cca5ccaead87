-- A tag is known by its name: in one workspace no two are called the same, in capitals or not. Those that are get a
-- piece of their id, but for the oldest.
update tag t set name = left(t.name, 31) || ' ' || right(t.id::text, 8)
where exists (select from tag o
  where o.workspace_id = t.workspace_id and lower(o.name) = lower(t.name) and o.id < t.id);

create unique index tag_name on tag (workspace_id, lower(name));
