-- Who made a tag: it is changed by them, or by who manages the workspace.
alter table tag
  add column maker_id uuid,
  add foreign key (workspace_id, maker_id) references member (workspace_id, id);
update tag t set maker_id = (
  select e.actor_id from event e join member m on m.workspace_id = e.workspace_id and m.id = e.actor_id
  where e.workspace_id = t.workspace_id and e.type = 'tag.created' and e.subject_id = t.id
  order by e.at limit 1);

-- What somebody has just removed, whole: for a moment they can have it back.
create table removal (
  workspace_id uuid not null references workspace (workspace_id) on delete cascade,
  id uuid not null,
  type text not null,
  removed jsonb not null,
  removed_by uuid not null,
  removed_at timestamptz(3) not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, removed_by) references member (workspace_id, id)
);
alter table removal enable row level security;
alter table removal force row level security;
create policy workspace_only on removal to centralita_app using (workspace_id = current_workspace());
create policy owner_all on removal to current_user using (true);
grant select, insert, update, delete on removal to centralita_app;
